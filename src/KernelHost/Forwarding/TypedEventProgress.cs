using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>
/// Of responses, speech and transcriptions: events with a <c>type</c>, of which one is the last. Servers that stream transcriptions in a way of their own, without types, are
/// believed when they end in order.
/// </summary>
internal sealed class TypedEventProgress : IStreamProgress
{
    private const string Failed = "response.failed";

    /// <summary>What only says that something will come.</summary>
    private static readonly FrozenSet<string> Announcements =
        new[] { "response.created", "response.queued", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.reasoning_summary_part.added" }
            .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Ends =
        new[] { "response.completed", "response.incomplete", "speech.audio.done", "transcript.text.done" }.ToFrozenSet(StringComparer.Ordinal);

    private bool _typed;

    public bool Answered { get; private set; }

    public bool Finished { get; private set; }

    public bool Over => Finished;

    public bool MayJustEnd => Answered && !_typed;

    public bool EndsWithDone => false;

    public bool Read(ObjectOutline data)
    {
        var type = data.Text("type"u8);
        _typed |= type is not null;
        Finished |= type is not null && Ends.Contains(type);
        var progress = type is null || !Announcements.Contains(type);
        Answered |= progress;
        return progress;
    }

    public ReadOnlyMemory<byte> ErrorIn(ObjectOutline data)
    {
        if (data.Text("type"u8) != Failed)
            return InBandError.IsIn(data) ? data.Json : default;
        var response = Response(data);
        return response?.Kind("error"u8) == JsonTokenType.StartObject ? response.Value("error"u8) : data.Json;
    }

    public UsageDetails? UsageIn(ObjectOutline data) => (data.Kind("usage"u8) == JsonTokenType.StartObject ? data : Finished ? Response(data) : null) is { } holder
        && holder.Kind("usage"u8) == JsonTokenType.StartObject ? UsageScan.Read(holder.Value("usage"u8).Span) : null;

    private static ObjectOutline? Response(ObjectOutline data)
    {
        if (data.Kind("response"u8) != JsonTokenType.StartObject)
            return null;
        var response = new ObjectOutline();
        response.Read(data.Value("response"u8));
        return response;
    }
}
