using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>Something that adds plugins to every organisation's kernel. Thread-safe.</summary>
public interface IPluginSource
{
    /// <summary>New instances for one organisation and setup.</summary>
    /// <param name="services">What their constructors may ask for.</param>
    IEnumerable<KernelPlugin> CreateFor(IServiceProvider services);
}
