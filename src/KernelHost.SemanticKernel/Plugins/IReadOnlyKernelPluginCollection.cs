using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>Plugins by name, without regard to case.</summary>
public interface IReadOnlyKernelPluginCollection : IReadOnlyCollection<KernelPlugin>
{
    /// <summary>The plugin of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    KernelPlugin this[string name] { get; }

    /// <summary>Finds a plugin by name.</summary>
    bool TryGetPlugin(string name, [NotNullWhen(true)] out KernelPlugin? plugin);
}
