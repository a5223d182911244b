namespace KernelHost.Forwarding;

/// <summary>How a model server answered: in one piece, or as a stream that has begun.</summary>
internal abstract record ForwardedAnswer
{
    private ForwardedAnswer()
    {
    }

    public sealed record Json(ForwardedJson Whole) : ForwardedAnswer;

    public sealed record Events(ForwardedStream Stream) : ForwardedAnswer;
}
