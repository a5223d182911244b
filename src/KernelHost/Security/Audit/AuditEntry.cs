using System.Text.Json;

namespace KernelHost.Security;

/// <summary>Who changed what, when, from where. Never holds a secret.</summary>
/// <param name="Id">Its number in the whole log.</param>
/// <param name="Kind">What happened: <c>config.changed</c>, <c>key.created</c>, …</param>
/// <param name="Organization">The slug of the organisation it happened to.</param>
/// <param name="Subject">What it happened to: a slug, a key's id, …</param>
/// <param name="Data">Details, a JSON object.</param>
public sealed record AuditEntry(long Id, DateTimeOffset Time, string Kind, Actor Actor, string Organization, string Subject, JsonElement Data)
{
    /// <summary>Its number in the organisation's own chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256 over <see cref="PreviousHash"/> and everything else the entry holds, in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash of the entry before it in the organisation's chain; 64 zeros for the first.</summary>
    public required string PreviousHash { get; init; }
}

/// <summary>An entry about to be written; the store gives it its numbers.</summary>
public sealed record AuditDraft(DateTimeOffset Time, string Kind, Actor Actor, string Organization, string Subject, JsonElement Data);
