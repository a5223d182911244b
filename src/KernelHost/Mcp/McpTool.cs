using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

/// <summary>
/// A server's tool as a function: its schema as the server wrote it, its result the protocol's own JSON (<c>content</c>, <c>structuredContent</c>, <c>isError</c>).
/// It calls through whatever connection there is at the time.
/// </summary>
internal sealed class McpTool(McpConnection connection, Tool tool) : AIFunction
{
    public override string Name { get; } = McpNames.Function(tool.Name);

    public override string Description => tool.Description ?? tool.Title ?? "";

    public override JsonElement JsonSchema => tool.InputSchema;

    public override JsonElement? ReturnJsonSchema => tool.OutputSchema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var progress = CallProgress.IsWanted ? new Passed() : null;
        var result = await connection.CallAsync(tool.Name, new Dictionary<string, object?>(arguments), progress, cancellationToken);
        return JsonSerializer.SerializeToElement(result, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult)));
    }

    /// <summary>A server's reports, to whoever called the function. Not <see cref="Progress{T}"/>, which may report after the call has ended, and elsewhere.</summary>
    private sealed class Passed : IProgress<ProgressNotificationValue>
    {
        private readonly ExecutionContext? _caller = ExecutionContext.Capture();

        public void Report(ProgressNotificationValue value)
        {
            if (_caller is not null)
            {
                ExecutionContext.Run(_caller, _ => CallProgress.Report(value.Progress, value.Total, value.Message), null);
            }
        }
    }
}
