using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>There is no plugin of that name in the kernel.</summary>
public sealed class PluginNotFoundException : Exception
{
    public PluginNotFoundException(string plugin, IEnumerable<string> known)
        : this(plugin, NearNames.To(plugin, known))
    {
    }

    private PluginNotFoundException(string plugin, ImmutableArray<string> suggestions)
        : base($"There is no plugin {NearNames.Quote(plugin)}.{NearNames.Hint(suggestions)}") => Suggestions = suggestions;

    /// <summary>Names the caller may have meant, best first.</summary>
    public ImmutableArray<string> Suggestions { get; }
}
