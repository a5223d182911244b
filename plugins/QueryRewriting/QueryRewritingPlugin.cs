using System.ComponentModel;
using KernelHost;
using Microsoft.SemanticKernel;

namespace QueryRewriting;

/// <summary>
/// Pattern 1, optional enhancement: the caller can live without the model's help. Whatever goes wrong with the model,
/// the original query comes back, with the reason.
/// </summary>
[Description("Makes search queries better: self-contained, or in several wordings.")]
public sealed class QueryRewritingPlugin(TimeProvider time)
{
    /// <summary>A search that waits longer for its query than this is worse than a search with the original.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ModelPrompt _rewrite = new(Prompts.Rewrite, Limit, time);
    private readonly ModelPrompt _expand = new(Prompts.Expand, Limit, time);

    [KernelFunction("rewrite_query")]
    [Description("Rewrites a question so that it can be understood, and searched for, without the conversation before it. When that fails the question is returned as it is, with the reason.")]
    public async Task<RewrittenQuery> RewriteQueryAsync(
        Kernel kernel,
        [Description("The question as it was asked.")] string query,
        [Description("The conversation before it, oldest first: a text, or an array of {\"role\", \"content\"} objects or of strings.")] object? history = null,
        CancellationToken cancellationToken = default)
    {
        RequireText(query);
        var texts = new Dictionary<string, string> { ["conversation"] = Conversation.Of(history).ToPrompt(), ["query"] = query };
        try
        {
            var answer = await _rewrite.AskAsync(kernel, Prompts.RewriteSettings, texts, cancellationToken);
            return RewriteCheck.Accept(query, answer);
        }
        catch (ModelCallException failure)
        {
            return RewrittenQuery.Original(query, failure.Reason);
        }
    }

    [KernelFunction("expand_query")]
    [Description("Words a search query in other ways, so that a search finds texts that use other terms. When that fails the query itself is the only one returned, with the reason.")]
    public async Task<ExpandedQuery> ExpandQueryAsync(
        Kernel kernel,
        [Description("The query to find other wordings for.")] string query,
        [Description("How many alternatives, 1 to 10.")] int count = 3,
        CancellationToken cancellationToken = default)
    {
        RequireText(query);
        if (count is < 1 or > 10)
            throw new PluginArgumentException("count", $"'count' must be between 1 and 10, not {count}.");

        var texts = new Dictionary<string, string> { ["count"] = $"{count}", ["query"] = query };
        try
        {
            var answer = await _expand.AskAsync(kernel, Prompts.ExpandSettings(count), texts, cancellationToken);
            return Alternatives.Accept(query, answer, count);
        }
        catch (ModelCallException failure)
        {
            return ExpandedQuery.Original(query, failure.Reason);
        }
    }

    private static void RequireText(string query)
    {
        if (string.IsNullOrWhiteSpace(query))
            throw new PluginArgumentException("query", "'query' must not be empty.");
    }
}
