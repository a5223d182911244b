using System.Text;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream;

/// <summary>What is going to be sent. A fault is a function from one reply to another.</summary>
internal sealed record Reply(int Status, string ContentType, IReadOnlyList<Frame> Frames)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public bool IsStream { get; init; }

    public static Reply Of(JsonNode body, int status = 200) => Of("application/json", body.Bytes(), status);

    /// <summary>In two halves, so that the same faults can strike in the middle of a body as in the middle of a stream.</summary>
    public static Reply Of(string contentType, byte[] body, int status = 200) => new(status, contentType,
    [
        new Part(PartKind.Content, body[..(body.Length / 2)]),
        new Part(PartKind.Content, body[(body.Length / 2)..]),
    ]);

    public static Reply Stream(string contentType, IEnumerable<Frame> frames) => new(200, contentType, [.. frames]) { IsStream = true };

    /// <summary>The frames before the middle of the content; at least one piece of content if there is any.</summary>
    public int Middle() => Content() is [_, ..] content ? content[(content.Length - 1) / 2] + 1 : 0;

    /// <summary>The frames before the last third of the content: 40 of 60 tokens.</summary>
    public int TwoThirds() => Content() is [_, ..] content ? content[((content.Length * 2) - 1) / 3] + 1 : 0;

    public int FirstContent() =>
        Frames.Index().Where(f => f.Item is Part { Kind: PartKind.Content }).Select(f => f.Index).FirstOrDefault(Frames.Count);

    private int[] Content() => [.. Frames.Index().Where(f => f.Item is Part { Kind: PartKind.Content }).Select(f => f.Index)];

    public Reply Insert(int at, params Frame[] frames) => this with { Frames = [.. Frames.Take(at), .. frames, .. Frames.Skip(at)] };

    public Reply CutAt(int at, params Frame[] frames) => this with { Frames = [.. Frames.Take(at), .. frames] };

    public Reply Without(PartKind kinds) => this with { Frames = [.. Frames.Where(f => f is not Part part || (part.Kind & kinds) == 0)] };
}

/// <summary>One step of sending.</summary>
internal abstract record Frame;

/// <summary>Bytes; in a stream each part is flushed at once.</summary>
internal sealed record Part(PartKind Kind, byte[] Bytes) : Frame
{
    public Part(PartKind kind, string text)
        : this(kind, Encoding.UTF8.GetBytes(text))
    {
    }
}

/// <summary>Status and headers go out, nothing else yet.</summary>
internal sealed record SendHeaders : Frame;

/// <summary>Nothing happens until the gate opens or the limit passes; with a sign of life it is repeated meanwhile.</summary>
internal sealed record Silence(TimeSpan? Limit, byte[]? SignOfLife = null) : Frame;

/// <summary>The connection ends here, orderly for TCP, not for HTTP.</summary>
internal sealed record Cut : Frame;

/// <summary>The connection is reset.</summary>
internal sealed record Reset : Frame;

[Flags]
internal enum PartKind
{
    Start = 1,
    Content = 2,
    Finish = 4,
    Usage = 8,
    End = 16,
}
