namespace KernelHost.Forwarding;

/// <summary>How a model server answered: in one piece, as a stream that has begun, or with something other than JSON.</summary>
internal abstract record ForwardedAnswer
{
    private ForwardedAnswer()
    {
    }

    public sealed record Json(ForwardedJson Whole) : ForwardedAnswer;

    public sealed record Events(ForwardedStream Stream) : ForwardedAnswer;

    public sealed record Bytes(ForwardedBytes Content) : ForwardedAnswer;
}
