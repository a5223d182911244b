namespace KernelHost;

/// <summary>The organisation and setup a plugin instance was made for. Take it in the plugin's constructor. Immutable.</summary>
public interface IOrganizationContext
{
    /// <summary>The organisation's slug.</summary>
    string Organization { get; }

    /// <summary>The setup's name, <c>default</c> unless the caller's key or URL chose another.</summary>
    string Setup { get; }
}
