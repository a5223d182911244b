using KernelHost.Kernels;
using KernelHost.Routing.Health;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>How a model is just now: what its config allows, and what the last calls of it brought.</summary>
/// <param name="Reason">What is wrong, or was and nobody has looked since; null when nothing is.</param>
/// <param name="Until">Until when calls keep away from it; when that is past, the next call will try it.</param>
/// <param name="IsReady">A call may go to it now.</param>
internal sealed record ModelState(string Status, string? Reason, DateTimeOffset? Until, bool IsReady, long TokensUsed)
{
    public const string Available = "available";
    public const string RateLimited = "rate_limited";
    public const string Unavailable = "unavailable";

    public static readonly string[] All = [Available, RateLimited, Unavailable];

    public static ModelState Of(SetupSnapshot setup, string provider, string model, ModelRecords records)
    {
        var record = records.Find(setup.Organization, setup.Name, provider, model);
        return setup.Models.Find(new(provider, model)) switch
        {
            null => new(Unavailable, $"{model} is not among the enabled models of {provider}", null, false, record.TokensUsed),
            { Unavailable: { } obstacle } => new(Unavailable, obstacle, null, false, record.TokensUsed),
            _ => new(StatusOf(record), ReasonOf(record, provider), record.CoolingUntil, record.Cooling is null or { IsOver: true }, record.TokensUsed),
        };
    }

    // A limit that is over is none; whatever else a model failed with counts until it answers.
    private static string StatusOf(ModelRecord record) => record switch
    {
        { Cooling: { IsOver: false, Reason: RateLimited } } or { Failure.IsRateLimit: true } => RateLimited,
        { Failure: not null } or { Cooling: { IsOver: false } } => Unavailable,
        _ => Available,
    };

    private static string? ReasonOf(ModelRecord record, string provider) => (Ailment(record, provider), record.Cooling) switch
    {
        (var ailment, { IsOver: true }) => $"{ailment}; the next call will try it",
        var (ailment, _) => ailment,
    };

    private static string? Ailment(ModelRecord record, string provider) => record switch
    {
        { Failure: { IsRateLimit: true } limit } => limit.Message,
        { Failure: { } failure } => $"the last call failed ({failure.Class}): {failure.Message}",
        { Cooling: { OfProvider: true } cooling } => $"a call of the provider {provider} failed ({cooling.Reason}) in a way that concerns all its models",
        { Cooling: { } cooling } => $"the last calls failed ({cooling.Reason})",
        _ => null,
    };
}
