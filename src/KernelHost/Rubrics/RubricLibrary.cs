using System.Text.Json.Nodes;
using KernelHost.Records;
using KernelHost.Security;
using Microsoft.Extensions.Options;

namespace KernelHost.Rubrics;

/// <summary>The rubrics of all organisations. Thread-safe; a change is stored with its audit entry when a method returns.</summary>
public sealed class RubricLibrary
{
    internal const string Kind = "rubric";

    private readonly RecordSet<OwnedRubric> _rubrics;
    private readonly RubricsOptions _options;
    private readonly TimeProvider _time;

    internal RubricLibrary(IRecordStore store, IOptions<RubricsOptions> options, TimeProvider time)
    {
        _rubrics = new(store, Kind, RubricJson.Default.OwnedRubric, time);
        (_options, _time) = (options.Value, time);
    }

    /// <summary>Those the user sees, newest first.</summary>
    /// <param name="search">Part of the title, description, subject, grade level or a tag, in any case; null = all.</param>
    public async Task<IReadOnlyList<OwnedRubric>> ListAsync(RubricUser user, string? search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var all = await _rubrics.AllAsync(user.Organization, cancellationToken);
        return [.. all.Reverse().Select(Read).Where(rubric => user.Sees(rubric) && Holds(rubric.Rubric, search))];
    }

    /// <exception cref="RubricException"><c>rubric_not_found</c>: it is not there, or not for this user; both look the same.</exception>
    public async Task<OwnedRubric> GetAsync(RubricUser user, string id, CancellationToken cancellationToken) => Read(await FindAsync(user, id, cancellationToken));

    /// <summary>Adds a rubric, with an id of the host's.</summary>
    /// <param name="audit">What happened: <c>rubric.created</c>, <c>rubric.imported</c> or <c>rubric.duplicated</c>.</param>
    /// <exception cref="RubricException"><c>invalid_rubric</c>, <c>too_many_rubrics</c>.</exception>
    public async Task<OwnedRubric> AddAsync(RubricUser user, Rubric rubric, RubricVisibility visibility, string audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = _time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString();
        var owned = new OwnedRubric(RubricDrafts.Complete(rubric, id, now, now), user.Owner, visibility);
        if ((await _rubrics.AllAsync(user.Organization, cancellationToken)).Count >= _options.MostPerOrganization)
            throw new RubricException("too_many_rubrics", $"An organisation has at most {_options.MostPerOrganization} rubrics (Rubrics:MostPerOrganization): delete some first.");

        return await _rubrics.AddAsync(user.Organization, id, owned, Audit(audit, user, owned), cancellationToken) is { } kept
            ? Read(kept)
            : throw new RubricException("too_many_rubrics", "The organisation is gone.");
    }

    /// <summary>A copy of the user's own.</summary>
    /// <exception cref="RubricException"><c>rubric_not_found</c>, <c>too_many_rubrics</c>.</exception>
    public async Task<OwnedRubric> DuplicateAsync(RubricUser user, string id, CancellationToken cancellationToken)
    {
        var original = Read(await FindAsync(user, id, cancellationToken));
        return await AddAsync(user, original.Rubric with { Title = $"{original.Rubric.Title} (copy)" }, original.Visibility, "rubric.duplicated", cancellationToken);
    }

    /// <summary>Replaces a rubric; its id, owner and beginning stay.</summary>
    /// <param name="visibility">Null = as it is.</param>
    /// <param name="ifMatch">The revision the client read; null = whatever is there.</param>
    /// <exception cref="RubricException"><c>rubric_not_found</c>, <c>invalid_rubric</c>, <c>lost_update</c>.</exception>
    public async Task<OwnedRubric> ReplaceAsync(
        RubricUser user, string id, Rubric rubric, RubricVisibility? visibility, long? ifMatch, CancellationToken cancellationToken)
    {
        var before = await FindAsync(user, id, cancellationToken);
        if (ifMatch is { } expected && expected != before.Revision)
            throw Lost(before.Revision);

        var now = _time.GetUtcNow();
        var after = before.Value with
        {
            Rubric = RubricDrafts.Complete(rubric, id, before.Value.Rubric.Metadata.CreatedAt ?? now, now),
            Visibility = visibility ?? before.Value.Visibility,
        };
        return await _rubrics.ReplaceAsync(before, after, Audit("rubric.changed", user, after), cancellationToken) is { } kept ? Read(kept) : throw Lost(null);
    }

    /// <summary>Removes it with its results.</summary>
    /// <exception cref="RubricException"><c>rubric_not_found</c>.</exception>
    public async Task RemoveAsync(RubricUser user, string id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(user, id, cancellationToken);
        if (!await _rubrics.RemoveAsync(user.Organization, found.Id, Audit("rubric.deleted", user, found.Value), cancellationToken))
            throw RubricException.NotFound(id);
    }

    internal async Task<bool> HasAsync(Guid organization, string id, CancellationToken cancellationToken) =>
        await _rubrics.FindAsync(organization, id, cancellationToken) is not null;

    private async Task<Kept<OwnedRubric>> FindAsync(RubricUser user, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return await _rubrics.FindAsync(user.Organization, id, cancellationToken) is { } found && user.Sees(found.Value) ? found : throw RubricException.NotFound(id);
    }

    private AuditDraft Audit(string kind, RubricUser user, OwnedRubric rubric) => AuditLog.Draft(
        _time, kind, user.Caller.Actor, user.Slug, rubric.Rubric.RubricId,
        new JsonObject { ["title"] = rubric.Rubric.Title, ["visibility"] = rubric.Visibility == RubricVisibility.Private ? "private" : "organization" });

    private static OwnedRubric Read(Kept<OwnedRubric> kept) => kept.Value with { Revision = kept.Revision };

    private static bool Holds(Rubric rubric, string? search) => string.IsNullOrWhiteSpace(search)
        || new[] { rubric.Title, rubric.Description, rubric.Metadata.Subject, rubric.Metadata.GradeLevel }.Concat(rubric.Metadata.Tags ?? [])
            .Any(text => text?.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) == true);

    private static RubricException Lost(long? now) => new(
        "lost_update", $"The rubric was changed since it was read{(now is null ? "" : $"; its version is {now} now")}: read it again, and send what is to be different.");
}
