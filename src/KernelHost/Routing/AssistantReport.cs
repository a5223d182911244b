using System.Collections.Immutable;

namespace KernelHost.Routing;

/// <summary>What an assistant did before it asked its model, for <c>model_info.assistant</c>.</summary>
/// <param name="RewrittenQuery">What was looked up instead of the user's message; null when that was, or nothing.</param>
/// <param name="Warnings">What of the looking up could not be done as asked, for people.</param>
public sealed record AssistantReport(string Slug, string? RewrittenQuery, ImmutableArray<StepReport> Steps, ImmutableArray<string> Warnings);

/// <param name="Label">The label the user's message was put under; null = none.</param>
/// <param name="Confidence">0 to 1; null when nothing was chosen.</param>
/// <param name="Reason">Why there is no label, or why a rule chose it and no model; null when a model did.</param>
public sealed record StepReport(string Name, string? Label, double? Confidence, string? Reason);

/// <summary>A passage that was given to the model with the question.</summary>
/// <param name="Position">Where it begins in its document, in characters; null when that is not known.</param>
public sealed record AnswerSource(string KnowledgeBase, string DocumentId, string Document, int Chunk, int? Position, string? Heading, double Score);
