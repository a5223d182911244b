namespace KernelHost.Security;

/// <summary>The process's environment variables, so that tests can have their own.</summary>
public interface IEnvironment
{
    /// <summary>Null when it is not set, or empty.</summary>
    string? Get(string name);
}

internal sealed class ProcessEnvironment : IEnvironment
{
    public string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
