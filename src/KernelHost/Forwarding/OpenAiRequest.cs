using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>
/// The JSON body of a call in OpenAI's wire format, looked over once: the few members the host reads, and where all of them stand. It holds the client's bytes
/// as they came, and every candidate's body is made from them. Immutable once read, for one call at a time.
/// </summary>
public sealed class OpenAiRequest
{
    private OpenAiRequest(ObjectOutline outline) => Outline = outline;

    public ReadOnlyMemory<byte> Json => Outline.Json;

    /// <summary>What the client wrote; null when there is none, or no string.</summary>
    public string? Model { get; private init; }

    public bool Stream { get; private init; }

    /// <summary>The client wants the usage at the end of its stream.</summary>
    public bool IncludeUsage { get; private init; }

    /// <summary><c>metadata.task</c>, by which chat front ends mark their auxiliary calls.</summary>
    public string? Task { get; private init; }

    internal ObjectOutline Outline { get; }

    /// <param name="json">UTF-8 without a byte order mark; not to be changed while the request is in use.</param>
    /// <exception cref="JsonException">It is not one JSON object, is nested too deep, or has a member twice where the host reads it.</exception>
    public static OpenAiRequest Read(ReadOnlyMemory<byte> json)
    {
        var outline = new ObjectOutline();
        outline.Read(json);
        outline.RequireUniqueNames();
        return new(outline)
        {
            Model = outline.Text("model"u8),
            Stream = outline.Kind("stream"u8) == JsonTokenType.True,
            IncludeUsage = Nested(outline, "stream_options"u8)?.Kind("include_usage"u8) == JsonTokenType.True,
            Task = Nested(outline, "metadata"u8)?.Text("task"u8),
        };
    }

    /// <summary>The value as it is written; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Value(ReadOnlySpan<byte> member) => Outline.Value(member);

    /// <summary><see cref="JsonTokenType.None"/> when there is no such member.</summary>
    public JsonTokenType Kind(ReadOnlySpan<byte> member) => Outline.Kind(member);

    private static ObjectOutline? Nested(ObjectOutline outline, ReadOnlySpan<byte> name)
    {
        if (outline.Kind(name) != JsonTokenType.StartObject)
            return null;
        var nested = new ObjectOutline();
        nested.Read(outline.Value(name));
        nested.RequireUniqueNames();
        return nested;
    }
}
