using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Routing;
using KernelHost.Security;
using KernelHost.Server.Endpoints;
using Microsoft.SemanticKernel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace KernelHost.Server.Mcp;

/// <summary>What a caller is offered over MCP: the plugins' functions of their setup and its knowledge as tools, its prompts as prompts, the knowledge itself as resources. Singleton, thread-safe.</summary>
internal sealed class McpOffer(
    SnapshotCache snapshots, PluginInvoker invoker, IEnumerable<IPluginSource> sources, KnowledgeTool knowledge, KnowledgeResources resources, KnowledgeCompletion completion)
{
    /// <summary>The item of a message that tells whether its sender has left: answers are not kept for those who come back.</summary>
    public const string Gone = "kernelhost.gone";

    private static readonly Implementation Us = new()
    {
        Name = "KernelHost",
        Version = typeof(McpOffer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
    };

    /// <param name="caller">Whose session it is, asked at each request.</param>
    public McpServerOptions For(Func<Caller> caller) => new()
    {
        ServerInfo = Us,
        Capabilities = new() { Tools = new() { ListChanged = true }, Prompts = new() { ListChanged = true }, Resources = new() { ListChanged = true } },
        Handlers = new()
        {
            ListToolsHandler = async (_, cancellationToken) => new() { Tools = [.. Tools(await KernelAsync(caller(), cancellationToken))] },
            CallToolHandler = (request, cancellationToken) => CallAsync(request, caller(), cancellationToken),
            ListPromptsHandler = async (_, cancellationToken) => new() { Prompts = [.. (await SetupAsync(caller(), cancellationToken)).Setup.Prompts.Select(McpPrompts.Of)] },
            GetPromptHandler = async (request, cancellationToken) => McpPrompts.Get(await SetupAsync(caller(), cancellationToken), request.Params?.Name ?? ""),
            ListResourcesHandler = (request, cancellationToken) => resources.ListAsync(caller(), request.Params?.Cursor, cancellationToken),
            ListResourceTemplatesHandler = (_, _) => new(new ListResourceTemplatesResult { ResourceTemplates = [.. KnowledgeAddress.Templates] }),
            ReadResourceHandler = (request, cancellationToken) => resources.ReadAsync(caller(), request.Params?.Uri ?? "", cancellationToken),
            CompleteHandler = (request, cancellationToken) => completion.CompleteAsync(caller(), request.Params, cancellationToken),
        },
    };

    /// <summary>Changes when what is offered does.</summary>
    public async ValueTask<OfferVersion> VersionAsync(Caller caller, CancellationToken cancellationToken)
    {
        var organization = await snapshots.GetAsync(caller.Organization, cancellationToken);
        return organization?.FindSetup(caller.Setup) is { } setup
            ? new(sources.Aggregate(0L, (all, source) => unchecked((all * 31) + source.VersionFor(new(setup.Organization, setup.Name, setup.Setup)))), organization.Version, resources.VersionFor(caller))
            : default;
    }

    private ValueTask<SetupSnapshot> SetupAsync(Caller caller, CancellationToken cancellationToken) => new CallerSetup(snapshots, caller).OwnAsync(cancellationToken);

    /// <summary>The caller's kernel, with the plugins that its role may use.</summary>
    private async ValueTask<Kernel> KernelAsync(Caller caller, CancellationToken cancellationToken)
    {
        var setup = await SetupAsync(caller, cancellationToken);
        return PluginAccess.Within(await setup.KernelAsync(cancellationToken), setup.Setup, caller.Role);
    }

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, Caller caller, CancellationToken cancellationToken)
    {
        var called = request.Params ?? throw new McpProtocolException("The call names no tool.", McpErrorCode.InvalidParams);
        var kernel = await KernelAsync(caller, cancellationToken);
        var run = Find(kernel, called.Name, (called.Arguments ?? new Dictionary<string, JsonElement>()).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));

        var gone = request.JsonRpcRequest.Context?.Items?.TryGetValue(Gone, out var token) is true && token is CancellationToken left ? left : CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gone);
        using var scope = CallScope.Begin(caller.KeyId, caller.Models?.ToFrozenSet(StringComparer.Ordinal));
        await using var progress = McpProgress.For(request);
        try
        {
            return await run(either.Token);
        }
        catch (Exception failure) when (failure is PluginArgumentException or PluginFailedException or PluginBusyException)
        {
            return McpResults.Error(failure.Message);
        }
        catch (ModelCallException unanswered)
        {
            return McpResults.Error($"The function needs a model, and none answered it: {unanswered.Reason}.");
        }
    }

    /// <summary>The host's own before the plugins', of which none may have its name.</summary>
    private static IEnumerable<Tool> Tools(Kernel kernel) => [KnowledgeTool.Tool, .. kernel.Plugins.SelectMany(McpTools.Of).Where(tool => tool.Name != KnowledgeTool.Name)];

    /// <exception cref="McpProtocolException">There is none of that name.</exception>
    private Func<CancellationToken, Task<CallToolResult>> Find(Kernel kernel, string name, IReadOnlyDictionary<string, JsonElement> arguments)
    {
        if (name == KnowledgeTool.Name)
        {
            return cancellationToken => knowledge.CallAsync(kernel, arguments, cancellationToken);
        }

        var (plugin, function) = McpTools.Find(kernel, name)
            ?? throw new McpProtocolException($"There is no tool {NearNames.Quote(name)}.{NearNames.Hint(NearNames.To(name, Tools(kernel).Select(tool => tool.Name)))}", McpErrorCode.InvalidParams);
        return async cancellationToken => McpResults.Of(await invoker.InvokeAsync(kernel, plugin.Name, function.Name, arguments, cancellationToken), plugin);
    }
}

/// <param name="Plugins">Changes when the tools do.</param>
/// <param name="Knowledge">Changes when the resources do.</param>
internal readonly record struct OfferVersion(long Plugins, long Config, long Knowledge);
