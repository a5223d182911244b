using System.Collections.Frozen;
using KernelHost.Kernels;
using KernelHost.Models.Rules;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>What a request to be explained is like, for the rules of a route. What is not said is as in an empty request, now.</summary>
internal sealed record ResolveSignals
{
    [FromQuery(Name = "message")]
    public string? Message { get; init; }

    [FromQuery(Name = "tokens")]
    public long? Tokens { get; init; }

    [FromQuery(Name = "has_images")]
    public bool? HasImages { get; init; }

    [FromQuery(Name = "has_tools")]
    public bool? HasTools { get; init; }

    [FromQuery(Name = "metadata")]
    public string[]? Metadata { get; init; }

    [FromQuery(Name = "user")]
    public string? User { get; init; }

    [FromQuery(Name = "session")]
    public string? Session { get; init; }

    [FromQuery(Name = "time")]
    public DateTimeOffset? Time { get; init; }

    public RequestSignals For(SetupSnapshot setup, DateTimeOffset now)
    {
        var message = RequestSignals.Of(Message ?? "");
        return message with
        {
            Tokens = Tokens is null or >= 0 ? Tokens ?? message.Tokens : throw new ApiErrorException(ApiError.BadParameter("tokens", "\"tokens\" must not be negative.")),
            HasImages = HasImages ?? false,
            HasTools = HasTools ?? false,
            Metadata = (Metadata ?? []).Select(Member).DistinctBy(member => member.Key).ToFrozenDictionary(StringComparer.Ordinal),
            User = User,
            Session = Session,
            Time = Time ?? now,
            Tenant = SmartRouting.Tenant(setup),
        };
    }

    private static KeyValuePair<string, string> Member(string written) => written.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? new(name, value)
        : throw new ApiErrorException(ApiError.BadParameter("metadata", "\"metadata\" must be a name and a value, as in metadata=tier=gold; give it again for further members."));
}
