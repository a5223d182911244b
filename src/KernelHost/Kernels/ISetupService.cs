namespace KernelHost.Kernels;

/// <summary>A service for plugins that a room above kernels offers, made for the setup whose kernel asks. Thread-safe.</summary>
internal interface ISetupService
{
    /// <summary>What plugins take in their constructors.</summary>
    Type Type { get; }

    object CreateFor(SetupSnapshot setup);
}
