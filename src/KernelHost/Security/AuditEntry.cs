using System.Text.Json;

namespace KernelHost.Security;

/// <summary>Who changed what, when. Never holds a secret.</summary>
/// <param name="Kind">What happened: <c>config.changed</c>, <c>key.created</c>, …</param>
/// <param name="Organization">The slug of the organisation it happened to.</param>
/// <param name="Subject">What it happened to: a slug, a key's id, …</param>
/// <param name="Data">Details, a JSON object.</param>
public sealed record AuditEntry(long Id, DateTimeOffset Time, string Kind, Actor Actor, string Organization, string Subject, JsonElement Data);

/// <summary>An entry about to be written; the store gives it its number.</summary>
public sealed record AuditDraft(DateTimeOffset Time, string Kind, Actor Actor, string Organization, string Subject, JsonElement Data);
