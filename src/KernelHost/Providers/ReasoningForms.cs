using Microsoft.Extensions.AI;

namespace KernelHost.Providers;

/// <summary>How a thought that its provider keeps to itself stands among contents: no text, the sealed data, and a mark, for a thought may be empty without being sealed.</summary>
public static class ReasoningForms
{
    public const string Redacted = "kernelhost.redacted";

    public static bool IsRedacted(TextReasoningContent thought) => thought.AdditionalProperties?.ContainsKey(Redacted) is true;
}
