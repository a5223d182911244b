using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>
/// Links a new entry to its organisation's chain, inside the transaction of the change it is about. A chain whose end does not bear the
/// host's seal is gone on with, because a change must not fail for it, but not without an entry that says so: going on never hides what was done.
/// </summary>
internal sealed class AuditChain(AuditSeal seal, TimeProvider time)
{
    /// <summary>The entry the host writes before it goes on with a chain that somebody else has had their hands in.</summary>
    public const string SealBroken = "audit.seal_broken";

    /// <summary>The entry after those that were written before there were chains.</summary>
    public const string Adopted = "audit.chained";

    public void Append(AuditDraft draft, IAuditTail tail)
    {
        var (head, headBroken) = Trusted(draft.Organization, tail);
        var (total, totalBroken) = Trusted(tail);
        if (headBroken || totalBroken)
        {
            var found = new JsonObject { ["head_broken"] = headBroken, ["total_broken"] = totalBroken, ["after_sequence"] = head.Sequence };
            (head, total) = Add(Notice(SealBroken, draft.Organization, found), head, total, tail);
        }

        (head, total) = Add(AuditRecord.From(draft), head, total, tail);
        tail.Set(seal.Seal(head));
        tail.Set(seal.Seal(total));
    }

    /// <summary>Chains entries from before there were chains, in their order, and says so at the end of each chain. They keep their ids.</summary>
    public void Adopt(IEnumerable<AuditRecord> oldestFirst, IAuditTail tail)
    {
        var heads = new Dictionary<string, AuditHead>(StringComparer.Ordinal);
        var total = AuditTotal.None;
        foreach (var entry in oldestFirst)
        {
            var linked = Link(entry, heads.GetValueOrDefault(entry.Organization) ?? AuditHead.None(entry.Organization));
            tail.Insert(linked);
            heads[entry.Organization] = linked.AsHead();
            total = new(total.Entries + 1, linked.Id);
        }

        foreach (var old in heads.Values)
        {
            (var head, total) = Add(Notice(Adopted, old.Organization, new() { ["entries"] = old.Sequence }), old, total, tail);
            tail.Set(seal.Seal(head));
        }

        tail.Set(seal.Seal(total));
    }

    /// <summary>Seals anew with the ring's newest key, so that the older ones can be given up. A seal that does not hold stays as it is.</summary>
    public void Reseal(IAuditTail tail)
    {
        foreach (var head in tail.Heads().Where(seal.Holds))
        {
            tail.Set(seal.Seal(head));
        }

        if (tail.FindTotal() is { } total && seal.Holds(total))
        {
            tail.Set(seal.Seal(total));
        }
    }

    private (AuditHead Head, bool Broken) Trusted(string organization, IAuditTail tail)
    {
        var head = tail.FindHead(organization);
        if (head is not null && seal.Holds(head))
        {
            return (head, false);
        }

        var last = tail.FindLast(organization);
        return (last ?? AuditHead.None(organization), head is not null || last is not null);
    }

    private (AuditTotal Total, bool Broken) Trusted(IAuditTail tail)
    {
        var total = tail.FindTotal();
        if (total is not null && seal.Holds(total))
        {
            return (total, false);
        }

        var counted = tail.Count();
        return (counted, total is not null || counted.Entries > 0);
    }

    private static (AuditHead Head, AuditTotal Total) Add(AuditRecord entry, AuditHead head, AuditTotal total, IAuditTail tail)
    {
        var linked = Link(entry with { Id = total.LastId + 1 }, head);
        tail.Insert(linked);
        return (linked.AsHead(), new(total.Entries + 1, linked.Id));
    }

    private static AuditRecord Link(AuditRecord entry, AuditHead head)
    {
        var linked = entry with { Sequence = head.Sequence + 1, PreviousHash = head.Hash };
        return linked with { Hash = AuditHash.Of(linked) };
    }

    private AuditRecord Notice(string kind, string organization, JsonObject data) =>
        AuditRecord.From(AuditLog.Draft(time, kind, Actor.Host, organization, organization, data));
}
