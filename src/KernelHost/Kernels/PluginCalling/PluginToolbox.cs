using System.Collections.Frozen;
using System.Collections.Immutable;
using KernelHost.Plugins;
using KernelHost.Providers;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>The functions that a request offers to its model and the host runs. Immutable.</summary>
internal sealed class PluginToolbox
{
    private readonly FrozenDictionary<string, OfferedFunction> _functions;

    private PluginToolbox(IEnumerable<OfferedFunction> functions) =>
        _functions = functions.DistinctBy(function => function.Name).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <exception cref="PluginNotFoundException">The kernel has no such plugin.</exception>
    /// <exception cref="FunctionNotFoundException">The plugin has no such function.</exception>
    public static PluginToolbox Of(Kernel kernel, IEnumerable<PluginTool> tools) => new(tools.SelectMany(tool => Functions(kernel, tool)));

    /// <summary>Null when it is the client's function, or nobody's.</summary>
    public OfferedFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The client's options with these functions beside its own.</summary>
    /// <exception cref="ProviderException">Two functions would have one name, or the one that must be called is not there.</exception>
    public ChatOptions AddTo(ChatOptions options)
    {
        var own = options.Tools ?? [];
        if (own.FirstOrDefault(tool => Find(tool.Name) is not null) is { } twice)
        {
            throw Refuse("tools", $"A function of the client's and one of a plugin's are both called '{twice.Name}': give the client's another name.");
        }

        var all = options.Clone();
        all.Tools = [.. own, .. _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal)];
        return all.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } wanted } && all.Tools.All(tool => tool.Name != wanted)
            ? throw Refuse("tool_choice.function.name", $"There is no function {NearNames.Quote(wanted)} among the tools.{NearNames.Hint(NearNames.To(wanted, all.Tools.Select(tool => tool.Name)))}")
            : all;
    }

    /// <summary>The options of a round that must end without them.</summary>
    public ChatOptions TakeFrom(ChatOptions options)
    {
        var rest = options.Clone();
        AITool[] own = [.. (options.Tools ?? []).Where(tool => Find(tool.Name) is null)];
        if (own is [])
        {
            rest.ToolMode = ChatToolMode.None;   // some servers want to be told of what a conversation has called, though none may be called any more
        }
        else
        {
            rest.Tools = own;
        }

        return rest;
    }

    private static IEnumerable<OfferedFunction> Functions(Kernel kernel, PluginTool tool)
    {
        if (!kernel.Plugins.TryGetPlugin(tool.Plugin, out var plugin))
        {
            throw new PluginNotFoundException(tool.Plugin, kernel.Plugins.Select(known => known.Name));
        }

        return (tool.Functions ?? [.. plugin.Select(function => function.Name)]).Select(name => plugin.TryGetFunction(name, out var function)
            ? new OfferedFunction(plugin.Name, function)
            : throw new FunctionNotFoundException(plugin.Name, name, plugin.Select(known => known.Name)));
    }

    private static ProviderException Refuse(string param, string message) => new(FailureClass.BadRequest, message) { Param = param };
}
