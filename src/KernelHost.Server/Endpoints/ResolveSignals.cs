using System.Collections.Frozen;
using KernelHost.Kernels;
using KernelHost.Models.Rules;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>What a request to be explained is like, for the rules of a route. What is not said is as in an empty request, now.</summary>
internal sealed record ResolveSignals(
    [FromQuery(Name = "message")] string? Message,
    [FromQuery(Name = "tokens")] long? Tokens,
    [FromQuery(Name = "has_images")] bool? HasImages,
    [FromQuery(Name = "has_tools")] bool? HasTools,
    [FromQuery(Name = "metadata")] string[]? Metadata,
    [FromQuery(Name = "user")] string? User,
    [FromQuery(Name = "session")] string? Session,
    [FromQuery(Name = "time")] DateTimeOffset? Time)
{
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
