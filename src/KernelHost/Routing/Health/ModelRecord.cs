using KernelHost.Providers;

namespace KernelHost.Routing.Health;

/// <param name="Failure">How the last call failed; null when it did not, or when there was no call.</param>
/// <param name="TokensUsed">Since the process started.</param>
/// <param name="Cooling">Null when calls go to it.</param>
public sealed record ModelRecord(ModelFailure? Failure, long TokensUsed, CoolingModel? Cooling)
{
    public static ModelRecord Unknown { get; } = new(null, 0, null);

    /// <summary>Until when no call goes to it, or went and no call has tried since; null when calls do.</summary>
    public DateTimeOffset? CoolingUntil => Cooling?.Until;
}

/// <summary>Calls keep away from a model, or did and nobody has tried it since.</summary>
/// <param name="Reason">The failure class.</param>
/// <param name="IsOver">The next call will try it.</param>
/// <param name="OfProvider">They keep away from all of its provider's models.</param>
public sealed record CoolingModel(string Reason, DateTimeOffset Until, bool IsOver, bool OfProvider)
{
    /// <summary>The longer one counts.</summary>
    internal static CoolingModel? Of(CoolDown? own, CoolDown provider, TimeProvider time) => (own?.Shut(), provider.Shut()) switch
    {
        (null, null) => null,
        ({ } mine, var whole) when !(whole?.Until > mine.Until) => Of(mine, false, time),
        (_, { } whole) => Of(whole, true, time),
        _ => null,
    };

    private static CoolingModel Of((string Reason, long Until) shut, bool ofProvider, TimeProvider time) =>
        new(shut.Reason, time.At(shut.Until), time.GetTimestamp() >= shut.Until, ofProvider);
}

/// <param name="Class">The failure class as the contract names it.</param>
public sealed record ModelFailure(string Class, string Message, DateTimeOffset At)
{
    private const int LongestMessage = 300;

    public bool IsRateLimit => Class == FailureClass.RateLimit.Wire();

    internal static ModelFailure Of(ProviderException failure, DateTimeOffset now) =>
        new(failure.Class == FailureClass.BadRequest ? FailureClass.Error.Wire() : failure.Class.Wire(), Excerpt(failure), now);

    internal static string Excerpt(ProviderException failure) => failure.Message.Length > LongestMessage ? failure.Message[..LongestMessage] + "…" : failure.Message;
}
