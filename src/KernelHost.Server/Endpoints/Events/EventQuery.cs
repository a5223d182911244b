using KernelHost.Events;
using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints.Events;

/// <summary>Which events. What is empty does not restrict.</summary>
internal sealed record EventQuery
{
    private const string Any = ".*";

    /// <summary>One of <see cref="EventKinds"/>, or <c>model.*</c> for all that start so.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>A setup's name.</summary>
    [FromQuery(Name = "setup")]
    public string? Setup { get; init; }

    /// <summary>RFC 3339: what happened at this time or later, once more too.</summary>
    [FromQuery(Name = "since")]
    public string? Since { get; init; }

    /// <summary>With everything that may be wrong with it looked at; a key that is bound to a setup sees that one's.</summary>
    public EventFilter Filter(Caller caller) => new(KindsOf(Kind), CallerSetup.NameFor(caller, Setup), TimeParameter.Read(Since, "since"));

    private static string[]? KindsOf(string? kind)
    {
        if (string.IsNullOrEmpty(kind))
        {
            return null;
        }

        string[] found = [.. EventKinds.All.Where(known => known == kind || (kind.EndsWith(Any, StringComparison.Ordinal) && known.StartsWith(kind[..^1], StringComparison.Ordinal)))];
        return found.Length > 0 ? found : throw new ApiErrorException(ApiError.BadParameter("kind", $"\"kind\" must be one of {string.Join(", ", EventKinds.All)}, or all that start alike, such as \"model.*\"."));
    }
}

/// <param name="Kinds">Null = all, as with the others.</param>
internal sealed record EventFilter(IReadOnlyList<string>? Kinds, string? Setup, DateTimeOffset? Since)
{
    public bool Takes(KeptEvent kept) => (Kinds is null || Kinds.Contains(kept.Latest.Kind)) && (Setup is null || kept.Latest.Setup == Setup) && !(kept.LastTime < Since);
}
