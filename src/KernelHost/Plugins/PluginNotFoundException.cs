using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>There is no plugin of that name in the kernel.</summary>
public sealed class PluginNotFoundException : Exception
{
    public PluginNotFoundException(string plugin, IEnumerable<string> known)
        : this(plugin, NearNames.To(plugin, known))
    {
    }

    private PluginNotFoundException(string message) : base(message) => Suggestions = [];

    private PluginNotFoundException(string plugin, ImmutableArray<string> suggestions)
        : base($"There is no plugin {NearNames.Quote(plugin)}.{NearNames.Hint(suggestions)}") => Suggestions = suggestions;

    /// <summary>It is installed, and what the organisation's config says of it is not enough to make it.</summary>
    public static PluginNotFoundException NotConfigured(string plugin) =>
        new($"The plugin {NearNames.Quote(plugin)} is installed, but its settings in this organisation's config are missing or wrong: GET /api/v1/admin/plugins names them.");

    /// <summary>Names the caller may have meant, best first.</summary>
    public ImmutableArray<string> Suggestions { get; }
}
