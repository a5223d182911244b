using System.Collections.Immutable;

namespace KernelHost.Security;

/// <summary>What came of checking one chain or all of them.</summary>
/// <param name="Entries">How many were read.</param>
/// <param name="Head">The end of the chain as its head says; null for all chains together, and when there is none.</param>
/// <param name="Problems">The first of them.</param>
/// <param name="ProblemCount">All of them.</param>
public sealed record AuditVerification(long Entries, AuditChainEnd? Head, ImmutableArray<AuditProblem> Problems, long ProblemCount)
{
    public bool Intact => ProblemCount == 0;
}

/// <param name="Hash">In lower-case hexadecimal.</param>
public sealed record AuditChainEnd(long Sequence, string Hash);

/// <summary>A place where the log is not as the host wrote it.</summary>
/// <param name="Organization">Whose chain; null when it is about the whole log.</param>
/// <param name="Sequence">Where in the chain; null when it is about no one entry.</param>
/// <param name="Id">The entry's id, or the first of those that are missing; null when it is not known.</param>
/// <param name="Problem">A stable word.</param>
/// <param name="Message">A sentence.</param>
public sealed record AuditProblem(string? Organization, long? Sequence, long? Id, string Problem, string Message);

/// <summary>Collects problems; keeps the first, counts the rest.</summary>
internal sealed class AuditProblems
{
    private const int Kept = 100;

    private readonly ImmutableArray<AuditProblem>.Builder _first = ImmutableArray.CreateBuilder<AuditProblem>();

    public long Count { get; private set; }

    public void Add(string? organization, long? sequence, long? id, string problem, string message)
    {
        Count++;
        if (_first.Count < Kept)
        {
            _first.Add(new(organization, sequence, id, problem, message));
        }
    }

    public AuditVerification Result(long entries, AuditHead? head) =>
        new(entries, head is null ? null : new(head.Sequence, Convert.ToHexStringLower(head.Hash)), _first.ToImmutable(), Count);
}
