using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace KernelHost.Mcp;

/// <summary>A server's tools as a plugin, as they are when it is made. A server that is not there has a plugin all the same, which says why.</summary>
public sealed class McpPlugin : KernelPlugin
{
    private readonly Dictionary<string, KernelFunction> _functions;

    internal McpPlugin(string server, string? description, IEnumerable<McpTool> tools)
        : base(McpNames.Plugin(server), description)
    {
        Server = server;
        _functions = tools.Select(tool => tool.AsKernelFunction().Clone(Name)).ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As the config calls it.</summary>
    public string Server { get; }

    public override int FunctionCount => _functions.Count;

    public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function) => _functions.TryGetValue(name, out function);

    public override IEnumerator<KernelFunction> GetEnumerator() => _functions.Values.GetEnumerator();
}
