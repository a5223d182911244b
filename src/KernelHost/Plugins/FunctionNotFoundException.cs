using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>The plugin has no function of that name.</summary>
public sealed class FunctionNotFoundException : Exception
{
    public FunctionNotFoundException(string plugin, string function, IEnumerable<string> known)
        : this(plugin, function, NearNames.To(function, known))
    {
    }

    private FunctionNotFoundException(string plugin, string function, ImmutableArray<string> suggestions)
        : base($"The plugin '{plugin}' has no function {NearNames.Quote(function)}.{NearNames.Hint(suggestions)}") => Suggestions = suggestions;

    /// <summary>Names the caller may have meant, best first.</summary>
    public ImmutableArray<string> Suggestions { get; }
}
