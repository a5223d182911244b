using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>One thought with what its provider wants back when a tool's result is sent: its signature, or all of it, sealed.</summary>
/// <param name="Text">Null for a sealed one.</param>
/// <param name="Index">Its place among the answer's thoughts.</param>
internal readonly record struct ReasoningDetail(string? Text, string Seal, int Index);

/// <summary>Collects an answer's thoughts from its contents; in a stream the seal comes after the text. One per answer.</summary>
internal sealed class ReasoningDetails
{
    private string _text = "";
    private int _count;

    /// <summary>The thoughts that these contents complete.</summary>
    public ReasoningDetail[] Take(IEnumerable<AIContent> contents)
    {
        List<ReasoningDetail>? complete = null;
        foreach (var thought in contents.OfType<TextReasoningContent>())
        {
            _text += thought.Text;
            if (thought.ProtectedData is not { Length: > 0 } seal)
                continue;
            (complete ??= []).Add(new(ReasoningForms.IsRedacted(thought) ? null : _text, seal, _count++));
            _text = "";
        }

        return complete is null ? [] : [.. complete];
    }
}
