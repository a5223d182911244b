using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Assistants;
using KernelHost.Kernels;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Wire;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints.Rag;

/// <summary>A question answered from knowledge bases in one request: rewritten, looked up, put into a prompt, asked of the default model.</summary>
internal static class RagEndpoints
{
    private static readonly string[] Members =
        ["query", "history", "knowledge_bases", "top_k", "mode", "threshold", "filter", "rewrite", "model", "system_prompt", "prompt_template"];

    private const string Example = """
        {"query": "And how long for the second child?", "history": [{"role": "user", "content": "How long is parental leave?"}, {"role": "assistant", "content": "14 weeks [1]."}], "knowledge_bases": ["handbook"], "top_k": 5}
        """;

    private const string Answer = """
        {"answer": "18 weeks [1].", "query": "And how long for the second child?", "rewritten_query": "How long is parental leave for the second child?",
         "sources": [{"number": 1, "knowledge_base": "handbook", "document": "leave.md", "document_id": "doc_1", "heading": "Parental leave", "chunk": 2, "position": 840, "score": 0.03}],
         "warnings": [], "model_info": {"requested": null, "resolved": "gpt-4o", "provider": "openai", "fallback_used": false, "fallback_reason": null},
         "usage": {"prompt_tokens": 412, "completion_tokens": 7, "total_tokens": 419}}
        """;

    public static void MapRag(this IEndpointRouteBuilder app) =>
        app.MapModelGroup("/api/v1/rag", "Knowledge").MapPost("/answer", AnswerAsync).TakesJson(Example, "query").AnswersJson(Answer)
            .WithSummary("Answer a question from knowledge bases").WithDescription("Without knowledge_bases all are searched. A follow-up question is rewritten first, by the history. The answer cites its sources by number.");

    private static async Task AnswerAsync(HttpContext context, CallerSetup callers, AssistantChats chats, IOptions<ServerOptions> limits)
    {
        var body = await RequestBody.ReadAsync(context, limits.Value.MaxModelRequestBytes);
        RequireKnown(body);
        var question = body["query"].NonEmptyText();
        var history = body["history"].IsAbsent ? [] : body["history"].Items().Select(Turn).ToArray();
        var setup = await callers.OwnAsync(context.RequestAborted);
        var assistant = await AssistantAsync(body, setup, context.RequestAborted);

        var answered = await chats.AskAsync(setup, callers, context, assistant, [.. history, new(ChatRole.User, question)], granted: false);
        context.Response.Report(answered.Report);
        await context.WriteJsonAsync(json => Write(json, question, answered));
    }

    // A misspelt member would search everything, or in another way than was meant.
    private static void RequireKnown(WireValue body)
    {
        foreach (var member in body.Object().Json.EnumerateObject())
        {
            if (!Members.Contains(member.Name))
                throw body[member.Name].Invalid($"is not known here; there is: {string.Join(", ", Members)}.");
        }
    }

    private static ChatMessage Turn(WireValue turn) => turn.Object()["role"] is var role && role.Text() is "user" or "assistant"
        ? new(new ChatRole(role.Text()), turn["content"].Text())
        : throw role.Invalid("must be 'user' or 'assistant'.");

    /// <summary>What an assistant with these wishes would be.</summary>
    private static async Task<Assistant> AssistantAsync(WireValue body, SetupSnapshot setup, CancellationToken cancellationToken) => new()
    {
        Slug = "",
        Name = "",
        Owner = "",
        Model = body["model"].OptionalText() is { Length: > 0 } model ? model : null,
        SystemPrompt = body["system_prompt"].OptionalText(),
        PromptTemplate = body["prompt_template"].OptionalText(),
        KnowledgeBases = body["knowledge_bases"].IsAbsent ? await AllAsync(setup, cancellationToken) : [.. body["knowledge_bases"].Items().Select(slug => slug.NonEmptyText())],
        Retrieval = new()
        {
            TopK = body["top_k"].OptionalCount(1, 100) ?? 5,
            Mode = Mode(body["mode"]),
            Threshold = body["threshold"].OptionalNumber(float.MinValue, float.MaxValue),
            Rewrite = body["rewrite"].OptionalFlag() ?? true,
            Filter = body["filter"].OptionalObject()?.Json.EnumerateObject().ToImmutableDictionary(member => member.Name, member => member.Value),
        },
    };

    private static KnowledgeMode Mode(WireValue mode) => mode.OptionalText() switch
    {
        null or "hybrid" => KnowledgeMode.Hybrid,
        "lexical" => KnowledgeMode.Lexical,
        "vector" => KnowledgeMode.Vector,
        _ => throw mode.Invalid("must be 'hybrid', 'lexical' or 'vector'."),
    };

    private static async Task<ImmutableArray<string>> AllAsync(SetupSnapshot setup, CancellationToken cancellationToken)
    {
        var kernel = await setup.KernelAsync(cancellationToken);
        var all = kernel.Services.GetService<IKnowledgeSearch>() is { } search ? await search.ListAsync(cancellationToken) : [];
        return all is [] ? throw new KnowledgeException("There is no knowledge base to answer from: make one with POST /api/v1/knowledge-bases.", "knowledge_base_not_found") : [.. all.Select(one => one.Slug)];
    }

    private static void Write(Utf8JsonWriter json, string question, AssistantAnswered answered)
    {
        json.WriteStartObject();
        json.WriteString("answer", answered.Response.Text);
        json.WriteString("query", question);
        json.WriteString("rewritten_query", answered.Call.Report.RewrittenQuery);
        json.WriteStartArray("warnings");
        foreach (var warning in answered.Call.Report.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteModelInfo(answered.Report with { Sources = answered.Call.Sources });
        json.WriteUsage(answered.Response.Usage);
        json.WriteEndObject();
    }
}
