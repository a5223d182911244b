using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Kernels.PluginCalling;

namespace KernelHost.Server.Wire;

/// <summary>Tools of type <c>kernelhost</c>: plugins that the host runs when the model calls them.</summary>
internal static class PluginToolReader
{
    private const string Kind = "kernelhost";

    /// <summary>Null when there are none.</summary>
    public static IReadOnlyList<PluginTool>? Read(OpenAiRequest request)
    {
        // Of nearly every request no more is looked at than this.
        var tools = request.Value("tools"u8).Span;
        if (tools.IndexOf("\"kernelhost\""u8) < 0)
            return null;

        PluginTool[] read = [.. new WireValue(JsonElement.Parse(tools), "tools").Items().Where(IsPlugin).Select(ReadTool)];
        return read.Length > 0 ? read : null;
    }

    public static bool AreIn(WireValue tools) => tools.Kind == JsonValueKind.Array && tools.Items().Any(IsPlugin);

    public static bool IsPlugin(WireValue tool) => tool.Kind == JsonValueKind.Object && tool["type"] is { Kind: JsonValueKind.String } type && type.Text() == Kind;

    private static PluginTool ReadTool(WireValue tool)
    {
        // A misspelt member would offer the model more than was meant.
        foreach (var member in tool.Json.EnumerateObject())
        {
            if (member.Name is not ("type" or "plugin" or "functions"))
                throw tool[member.Name].Invalid("is not known here: a tool of type kernelhost has 'plugin' and perhaps 'functions'.");
        }

        return new(tool["plugin"].NonEmptyText(), Functions(tool["functions"]));
    }

    private static ImmutableArray<string>? Functions(WireValue functions)
    {
        if (functions.IsAbsent)
            return null;
        ImmutableArray<string> names = [.. functions.Items().Select(name => name.NonEmptyText())];
        return names.IsEmpty ? throw functions.Invalid("must name a function at least; leave it out for all of the plugin's.") : names;
    }
}
