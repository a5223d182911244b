using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Server.Endpoints;

/// <summary>What of a key shall change. Null takes a restriction away; absent leaves it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class KeyChange
{
    private readonly HashSet<string> _named = [];

    public string? Name { get; set => field = Named(value, nameof(Name)); }

    public string? Setup { get; set => field = Named(value, nameof(Setup)); }

    public ImmutableArray<string>? Models { get; set => field = Named(value, nameof(Models)); }

    /// <summary>Both limits at once: one that is absent in it is taken away.</summary>
    public KeyLimits? Limits { get; set => field = Named(value, nameof(Limits)); }

    public DateTimeOffset? ExpiresAt { get; set => field = Named(value, nameof(ExpiresAt)); }

    public NewApiKey ApplyTo(NewApiKey key) => key with
    {
        Name = IsNamed(nameof(Name)) ? RequestMembers.Required(Name, "name") : key.Name,
        Setup = IsNamed(nameof(Setup)) ? Setup : key.Setup,
        Models = IsNamed(nameof(Models)) ? Models : key.Models,
        Limits = IsNamed(nameof(Limits)) ? Limits?.Parse() : key.Limits,
        ExpiresAt = IsNamed(nameof(ExpiresAt)) ? ExpiresAt : key.ExpiresAt,
    };

    private T Named<T>(T value, string name)
    {
        _named.Add(name);
        return value;
    }

    private bool IsNamed(string name) => _named.Contains(name);
}

/// <param name="RequestsPerMinute">At least 1; absent = no limit.</param>
/// <param name="ConcurrentRequests">At least 1; absent = no limit. A stream counts until its end.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record KeyLimits(int? RequestsPerMinute = null, int? ConcurrentRequests = null)
{
    /// <returns>Null when there is no limit in it.</returns>
    public Throttling.RequestLimits? Parse() => this is { RequestsPerMinute: null, ConcurrentRequests: null } ? null : new(RequestsPerMinute, ConcurrentRequests);

    public static KeyLimits? Of(Throttling.RequestLimits? limits) => limits is null ? null : new(limits.RequestsPerMinute, limits.ConcurrentRequests);
}

/// <param name="Overlap">How long the old key goes on: <c>24h</c> unless said, at most; <c>0s</c> = it stops at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record KeyRotation(string? Overlap = null)
{
    private static readonly TimeSpan Default = TimeSpan.FromHours(24);

    // A config has no use for no time at all; here it is the one to take when a key has leaked.
    public TimeSpan Parse() => Overlap switch
    {
        null => Default,
        "0s" or "0ms" or "0m" or "0h" or "0" => TimeSpan.Zero,
        _ when Duration.TryParse(Overlap, out var overlap) => overlap.Value,
        _ => throw RequestMembers.Invalid("overlap", "invalid_overlap", "\"overlap\" must be text such as \"0s\", \"30m\" or \"24h\", at most 24 hours."),
    };
}
