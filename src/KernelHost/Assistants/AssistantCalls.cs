using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Rag;
using KernelHost.Routing;
using KernelHost.Scheduling;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Assistants;

/// <summary>
/// Makes of a chat with an assistant the chat its model is asked: the steps are taken, the user's message is looked up, prompts and parameters are put in. What the client
/// wrote beside that stays as it is. Singleton, thread-safe; to be called within the request's <see cref="CallScope"/>.
/// </summary>
public sealed class AssistantCalls
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IQuestionRewriter _rewriter;
    private readonly StepRunner _steps;
    private readonly OrganizationConfigs _configs;

    internal AssistantCalls(IQuestionRewriter rewriter, StepRunner steps, OrganizationConfigs configs) => (_rewriter, _steps, _configs) = (rewriter, steps, configs);

    /// <param name="request">What the client sent; it is not changed.</param>
    /// <exception cref="KnowledgeException">A knowledge base of the assistant's cannot be searched.</exception>
    public async Task<AssistantCall> PrepareAsync(SetupSnapshot setup, Assistant assistant, OpenAiRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(assistant);
        ArgumentNullException.ThrowIfNull(request);
        await Workers.Enter();
        var kernel = await setup.KernelAsync(cancellationToken);
        var defaults = (await _configs.GetAsync(setup.Organization, cancellationToken)).Config.AssistantDefaults ?? new();
        var conversation = new Conversation(JsonNode.Parse(request.Json.Span) as JsonObject ?? []);

        var (branched, steps) = conversation.Question is { } asked ? await _steps.TakeAsync(kernel, assistant, asked, cancellationToken) : (assistant, []);
        var found = await LookUpAsync(kernel, branched, conversation, cancellationToken);

        conversation.SetQuestion(question => RagPrompt.Fill(branched.PromptTemplate ?? defaults.PromptTemplate, found is null ? null : RagPrompt.Context(found.Hits), question));
        conversation.SetSystemPrompt(branched.SystemPrompt ?? defaults.SystemPrompt);
        var model = branched.Model ?? ModelOf(defaults);
        conversation.SetModel(model);
        conversation.AddMissing(branched.Parameters);
        var (plugins, missing) = PluginsOf(branched, kernel);
        return new(OpenAiRequest.Read(Encoding.UTF8.GetBytes(conversation.Body.ToJsonString(Written))), plugins)
        {
            McpServers = branched.McpServers ?? (model is null ? null : setup.Models.FindNamed(model)?.McpServers),
            Report = new(assistant.Slug, found?.RewrittenQuery, steps, [.. found?.Warnings ?? [], .. missing]),
            Sources = found is null ? null : [.. found.Hits.Select(hit => new AnswerSource(hit.KnowledgeBase, hit.DocumentId, hit.Document, hit.Chunk, hit.Position, hit.Heading, hit.Score))],
        };
    }

    private async Task<Found?> LookUpAsync(Kernel kernel, Assistant assistant, Conversation conversation, CancellationToken cancellationToken)
    {
        if (assistant.KnowledgeBases.IsEmpty || conversation.Question is not { } question)
        {
            return null;
        }

        var search = kernel.Services.GetService<IKnowledgeSearch>()
            ?? throw new KnowledgeException("This host has no knowledge bases, and the assistant needs one.", "knowledge_base_unavailable");
        var query = assistant.Retrieval.Rewrite ? await _rewriter.RewriteAsync(kernel, question, conversation.History, cancellationToken) : new(question, "not_asked_for");
        var answer = await search.SearchAsync(QuestionOf(assistant, query.Query), cancellationToken);
        return new(answer.Hits, query.Reason is null ? query.Query : null, answer.Warnings);
    }

    private static KnowledgeQuestion QuestionOf(Assistant assistant, string query) => new(query)
    {
        KnowledgeBases = assistant.KnowledgeBases,
        TopK = assistant.Retrieval.TopK,
        Mode = assistant.Retrieval.Mode,
        Threshold = assistant.Retrieval.Threshold,
        Filter = assistant.Retrieval.Filter,
    };

    private static string? ModelOf(AssistantDefaults defaults) => (defaults.Connector, defaults.Llm) switch
    {
        (_, null or "") => null,
        (null or "", var model) => model,
        var (provider, model) => $"{provider}/{model}",
    };

    // An assistant goes on without a plugin that is not there just now, and says so.
    private static (PluginTool[] Tools, string[] Missing) PluginsOf(Assistant assistant, Kernel kernel)
    {
        var named = assistant.Plugins.Select(name => (Name: name, Parts: name.Split('.', 2))).ToLookup(one => IsThere(kernel, one.Parts));
        PluginTool[] tools =
        [
            .. named[true].GroupBy(one => one.Parts[0], StringComparer.OrdinalIgnoreCase).Select(plugin =>
                new PluginTool(plugin.Key, plugin.Any(one => one.Parts.Length == 1) ? null : [.. plugin.Select(one => one.Parts[1])])),
        ];
        return (tools, [.. named[false].Select(one => $"The plugin {NearNames.Quote(one.Name)} is not there.")]);
    }

    private static bool IsThere(Kernel kernel, string[] parts) =>
        kernel.Plugins.TryGetPlugin(parts[0], out var plugin) && (parts.Length == 1 || plugin.TryGetFunction(parts[1], out _));

    private sealed record Found(ImmutableArray<KnowledgeHit> Hits, string? RewrittenQuery, ImmutableArray<string> Warnings);
}

/// <summary>What the assistant's model is asked.</summary>
/// <param name="Request">In OpenAI's wire format; its model is the assistant's, or none for the organisation's default.</param>
/// <param name="Plugins">What the model may call.</param>
public sealed record AssistantCall(OpenAiRequest Request, IReadOnlyList<PluginTool> Plugins)
{
    public required AssistantReport Report { get; init; }

    /// <summary>The only MCP servers whose tools it may call, all of which are offered; null = none are, but those its plugins name.</summary>
    public ImmutableArray<string>? McpServers { get; init; }

    /// <summary>Null when nothing was looked up.</summary>
    public ImmutableArray<AnswerSource>? Sources { get; init; }

    /// <exception cref="PluginNotAllowedException">The caller's role may not use one of its plugins.</exception>
    public void RequirePlugins(Setup setup, Role role)
    {
        if (Plugins.FirstOrDefault(tool => !PluginAccess.Allows(setup, tool.Plugin, role)) is { } refused)
        {
            throw new PluginNotAllowedException(refused.Plugin, Report.Slug);
        }
    }

    /// <summary>A report of the model's answer as the client of the assistant is told it.</summary>
    public ModelCallReport Tell(ModelCallReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report with { Requested = Assistant.Prefix + Report.Slug, Assistant = Report, Sources = Sources };
    }
}
