using System.Runtime.CompilerServices;
using KernelHost.Records;

namespace KernelHost.Rubrics;

/// <summary>What submissions reached, per rubric. Thread-safe.</summary>
public sealed class RubricResults
{
    private readonly RecordSet<RubricResult> _results;

    internal RubricResults(IRecordStore store, TimeProvider time) => _results = new(store, "rubric_result", RubricJson.Default.RubricResult, time);

    /// <summary>A page of what the user may see, newest first: an admin all, a member what it asked for itself.</summary>
    public async Task<Page<RubricResult>> ListAsync(RubricUser user, string rubric, int limit, string? position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var shown = new List<RubricResult>();
        do
        {
            var page = await _results.ListAsync(user.Organization, Parent(user.Organization, rubric), limit - shown.Count, position, cancellationToken);
            shown.AddRange(page.Items.Select(Read).Where(user.Sees));
            position = page.NextCursor;
        }
        while (shown.Count < limit && position is not null);

        return new(shown, position);
    }

    /// <summary>All that the user may see, newest first, read in pages.</summary>
    public async IAsyncEnumerable<RubricResult> ReadAsync(RubricUser user, string rubric, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? position = null;
        do
        {
            var page = await ListAsync(user, rubric, 200, position, cancellationToken);
            foreach (var result in page.Items)
                yield return result;
            position = page.NextCursor;
        }
        while (position is not null);
    }

    internal async Task<RubricResult?> FindAsync(Guid organization, string id, CancellationToken cancellationToken) =>
        await _results.FindAsync(organization, id, cancellationToken) is { } kept ? Read(kept) : null;

    /// <returns>Null when there is one of that id: it was scored before.</returns>
    internal async Task<RubricResult?> AddAsync(Guid organization, string rubric, RubricResult result, CancellationToken cancellationToken) =>
        await _results.AddAsync(organization, result.Id, result, null, cancellationToken, Parent(organization, rubric)) is { } kept ? Read(kept) : null;

    private static RubricResult Read(Kept<RubricResult> kept) => kept.Value with { ScoredAt = kept.CreatedAt };

    private static RecordKey Parent(Guid organization, string rubric) => new(organization, RubricLibrary.Kind, rubric);
}
