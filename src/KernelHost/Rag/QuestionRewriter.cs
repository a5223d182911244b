using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Plugins;
using Microsoft.SemanticKernel;

namespace KernelHost.Rag;

/// <summary>Makes a question that follows others stand on its own, so that it can be searched for. Thread-safe.</summary>
public interface IQuestionRewriter
{
    /// <summary>Never fails: where the model cannot help, the question is the one that was asked.</summary>
    /// <param name="kernel">The organisation's.</param>
    /// <param name="history">What was said before it, oldest first; only the last 10 are looked at.</param>
    Task<RewrittenQuestion> RewriteAsync(Kernel kernel, string question, IReadOnlyList<ConversationTurn> history, CancellationToken cancellationToken);
}

/// <param name="Role"><c>user</c> or <c>assistant</c>; others are passed over.</param>
public sealed record ConversationTurn(string Role, string Content);

/// <param name="Query">What to search for.</param>
/// <param name="Reason">Why it is the question as it was asked; null = it was rewritten.</param>
public sealed record RewrittenQuestion(string Query, string? Reason);

/// <summary>Asks the organisation's <c>QueryRewriting</c> plugin, which asks its small-fast model.</summary>
internal sealed class QuestionRewriter(PluginInvoker invoker) : IQuestionRewriter
{
    public const string Plugin = "QueryRewriting";
    public const string Function = "rewrite_query";
    public const int MostTurns = 10;

    public async Task<RewrittenQuestion> RewriteAsync(Kernel kernel, string question, IReadOnlyList<ConversationTurn> history, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
        {
            return new(question, "first_question");
        }

        var arguments = new Dictionary<string, JsonElement>
        {
            ["query"] = JsonSerializer.SerializeToElement(question, RewritingJson.Default.String),
            ["history"] = JsonSerializer.SerializeToElement([.. history.TakeLast(MostTurns)], RewritingJson.Default.ConversationTurnArray),
        };
        try
        {
            var answer = (await invoker.InvokeAsync(kernel, Plugin, Function, arguments, cancellationToken)).Deserialize(RewritingJson.Default.RewritingAnswer);
            return answer is { Rewritten: true, Query.Length: > 0 } ? new(answer.Query, null) : new(question, answer?.Reason ?? "unchanged");
        }
        catch (Exception failure) when (failure is PluginNotFoundException or FunctionNotFoundException)
        {
            return new(question, "plugin_not_found");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return new(question, (failure as ModelCallException)?.Reason ?? "plugin_failed");   // logged by whoever ran it
        }
    }
}

internal sealed record RewritingAnswer(string Query, bool Rewritten, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ConversationTurn[]))]
[JsonSerializable(typeof(RewritingAnswer))]
internal sealed partial class RewritingJson : JsonSerializerContext;
