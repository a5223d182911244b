using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace KernelHost.Testing;

/// <summary>How a scripted model answers one call. A text is one: <c>model.Answers("Yes.", Reply.Failure("rate_limit"))</c>. Immutable.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Text is its name.")]
public sealed class Reply
{
    private readonly Func<ModelCall, TimeProvider, CancellationToken, IAsyncEnumerable<string>> _pieces;

    private Reply(Func<ModelCall, TimeProvider, CancellationToken, IAsyncEnumerable<string>> pieces) => _pieces = pieces;

    /// <summary>Never, until the caller gives up: its token, or the plugin's own time limit by the kernel's clock.</summary>
    public static Reply Never { get; } = new(NeverAsync);

    /// <summary>A text, in one piece.</summary>
    public static implicit operator Reply(string text) => Text(text);

    /// <summary>A text, in one piece.</summary>
    public static Reply Text(string text) => Pieces(text);

    /// <summary>A text made of what is asked.</summary>
    public static Reply From(Func<ModelCall, string> answer) => new((call, _, _) => new[] { answer(call) }.ToAsyncEnumerable());

    /// <summary>A text that comes in pieces, for who reads it as a stream; the others get it whole.</summary>
    public static Reply Pieces(params string[] pieces) => new((_, _, _) => pieces.ToAsyncEnumerable());

    /// <summary>What a plugin sees when no candidate of the route could answer: a <see cref="ModelCallException"/>.</summary>
    /// <param name="reason">One of <see cref="ModelCallException.Reason"/>, such as <c>rate_limit</c>, <c>timeout</c> or <c>no_model_available</c>.</param>
    /// <param name="after">Pieces that came before: the stream broke.</param>
    public static Reply Failure(string reason, params string[] after) => Failure(new ModelCallException($"The scripted model failed: {reason}.", reason), after);

    /// <summary>Any exception.</summary>
    /// <param name="failure">What is thrown.</param>
    /// <param name="after">Pieces that came before: the stream broke.</param>
    public static Reply Failure(Exception failure, params string[] after) => new((_, _, _) => FailAsync(failure, after));

    /// <summary>The same, later: by the kernel's clock, which stands still until the test advances it.</summary>
    public Reply After(TimeSpan delay) => new((call, clock, cancelled) => DelayAsync(this, delay, call, clock, cancelled));

    internal IAsyncEnumerable<string> AnswerAsync(ModelCall call, TimeProvider clock, CancellationToken cancellationToken) => _pieces(call, clock, cancellationToken);

    private static async IAsyncEnumerable<string> NeverAsync(ModelCall call, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    private static async IAsyncEnumerable<string> FailAsync(Exception failure, string[] after)
    {
        foreach (var piece in after)
            yield return piece;
        await Task.FromException(failure);
    }

    private static async IAsyncEnumerable<string> DelayAsync(
        Reply reply, TimeSpan delay, ModelCall call, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(delay, clock, cancellationToken);
        await foreach (var piece in reply.AnswerAsync(call, clock, cancellationToken))
            yield return piece;
    }
}
