namespace KernelHost.Security;

/// <summary>What a key may give to the keys it makes, changes or rotates: no more than it has, else a limited key would make itself an unlimited one.</summary>
public static class KeyBounds
{
    /// <returns>The member that goes further than the caller's own key, and what would be right; null when none does.</returns>
    public static (string Member, string Message)? Exceeded(this Caller caller, NewApiKey wanted) =>
        caller.Setup is { } setup && wanted.Setup != setup
            ? ("setup", $"Your key is for the setup \"{setup}\": a key it makes or changes must be for it too.")
        : caller.Models is { } models && (wanted.Models is not { } asked || asked.Except(models, StringComparer.Ordinal).Any())
            ? ("models", $"Your key may use {string.Join(", ", models)}: a key it makes or changes must name some of these.")
        : caller.Limits?.RequestsPerMinute is { } rate && !(wanted.Limits?.RequestsPerMinute <= rate)
            ? ("limits.requests_per_minute", $"Your key may make {rate} requests a minute: a key it makes or changes must have this limit or a lower one.")
        : caller.Limits?.ConcurrentRequests is { } most && !(wanted.Limits?.ConcurrentRequests <= most)
            ? ("limits.concurrent_requests", $"Your key may have {most} requests running: a key it makes or changes must have this limit or a lower one.")
        : caller.ExpiresAt is { } end && !(wanted.ExpiresAt <= end)
            ? ("expires_at", $"Your key expires at {end.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFZ}: a key it makes or changes must expire by then.")
        : null;
}
