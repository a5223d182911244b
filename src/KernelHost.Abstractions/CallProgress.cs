namespace KernelHost;

/// <summary>
/// How far a plugin's function has come, for whoever called it and can be told: an MCP client that gave a progress token. Where nobody listens nothing happens. Thread-safe.
/// </summary>
public static class CallProgress
{
    private static readonly AsyncLocal<Action<Step>?> Listener = new();

    /// <summary>Whether anybody listens, so that a function need not work out what nobody hears.</summary>
    public static bool IsWanted => Listener.Value is not null;

    /// <summary>Tells how far the call is. Reports come in order; each is further than the one before.</summary>
    /// <param name="done">How much is done, in the function's own unit.</param>
    /// <param name="total">How much there is to do; null = not known.</param>
    /// <param name="message">What is being done, for people; it must hold nothing secret.</param>
    public static void Report(double done, double? total = null, string? message = null) => Listener.Value?.Invoke(new(done, total, message));

    /// <summary>Everything until its end, and what it starts, reports to this listener.</summary>
    internal static IDisposable Listen(Action<Step> listener)
    {
        var before = Listener.Value;
        Listener.Value = listener;
        return new End(before);
    }

    internal readonly record struct Step(double Done, double? Total, string? Message);

    private sealed class End(Action<Step>? before) : IDisposable
    {
        public void Dispose() => Listener.Value = before;
    }
}
