using System.Text.RegularExpressions;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>Which audit entries. What is empty does not restrict.</summary>
internal sealed partial record AuditQuery
{
    /// <summary>RFC 3339: this time or later.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>RFC 3339: earlier than this time.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>A key's id.</summary>
    [FromQuery(Name = "actor")]
    public string? Actor { get; init; }

    /// <summary><c>config.changed</c>, or <c>config.*</c> for all that start so.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>A slug, a key's id, …</summary>
    [FromQuery(Name = "subject")]
    public string? Subject { get; init; }

    /// <summary><c>true</c>: of all organisations, for system admins.</summary>
    [FromQuery(Name = "all")]
    public bool? All { get; init; }

    public AuditFilter Filter(Caller caller, OrganizationDirectory organizations)
    {
        var (from, to) = (TimeParameter.Read(From, "from"), TimeParameter.Read(To, "to"));
        if (from > to)
        {
            throw Bad("from", "\"from\" is later than \"to\".");
        }

        return new()
        {
            Organization = IsForAll(All, caller) ? null : caller.Organization,
            From = caller.Role == Role.SystemAdmin ? from : Later(from, organizations.Find(caller.Organization)?.CreatedAt),
            To = to,
            Actor = Checked(Actor, KeyId(), "actor", "\"actor\" must be a key's id, such as \"key_0199…\"."),
            Kind = Checked(Kind, KindPattern(), "kind", "\"kind\" must be a kind such as \"config.changed\", or a part of one such as \"config.*\"."),
            Subject = Checked(Subject, SubjectPattern(), "subject", "\"subject\" must be 1 to 200 characters without control characters."),
        };
    }

    public static bool IsForAll(bool? all, Caller caller) => all is true
        && (caller.Role == Role.SystemAdmin ? true : throw new ApiErrorException(ApiError.OfStatus(403) with { Param = "all" }));

    public static AuditPosition? Position(PageQuery page) => page.Position() switch
    {
        null => null,
        var text when AuditPosition.TryParse(text, out var position) => position,
        _ => throw Bad("cursor", "\"cursor\" must be the \"next_cursor\" of the page before."),
    };

    // A slug may have been another organisation's before it was purged: its log is none of the new one's business.
    private static DateTimeOffset? Later(DateTimeOffset? from, DateTimeOffset? created) => from > created ? from : created;

    private static string? Checked(string? text, Regex pattern, string name, string message) =>
        string.IsNullOrEmpty(text) ? null : pattern.IsMatch(text) ? text : throw Bad(name, message);

    private static ApiErrorException Bad(string name, string message) => new(ApiError.BadParameter(name, message));

    [GeneratedRegex(@"\Akey_[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\A[a-z0-9_-]{1,50}(\.[a-z0-9_-]{1,50}){0,4}(\.\*)?\z")]
    private static partial Regex KindPattern();

    [GeneratedRegex(@"\A[^\p{C}]{1,200}\z")]
    private static partial Regex SubjectPattern();
}
