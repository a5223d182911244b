using KernelHost.Kernels;
using KernelHost.Routing.Health;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>How a model is just now: what its config allows, and what the last call of it brought.</summary>
internal sealed record ModelState(string Status, string? Reason, DateTimeOffset? Until, long TokensUsed)
{
    public const string Available = "available";
    public const string RateLimited = "rate_limited";
    public const string Unavailable = "unavailable";

    public static readonly string[] All = [Available, RateLimited, Unavailable];

    public static ModelState Of(SetupSnapshot setup, string provider, string model, ModelRecords records)
    {
        var record = records.Find(setup.Organization, setup.Name, provider, model);
        var known = setup.Models.Find(new(provider, model));
        return known switch
        {
            null => new(Unavailable, $"{model} is not among the enabled models of {provider}", null, record.TokensUsed),
            { Unavailable: { } obstacle } => new(Unavailable, obstacle, null, record.TokensUsed),
            _ => record.Failure switch
            {
                null => new(Available, null, null, record.TokensUsed),
                { IsRateLimit: true } limit => new(RateLimited, limit.Message, record.CoolingUntil, record.TokensUsed),
                var failure => new(Unavailable, $"the last call failed ({failure.Class}): {failure.Message}", record.CoolingUntil, record.TokensUsed),
            },
        };
    }
}
