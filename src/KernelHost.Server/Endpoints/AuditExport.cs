using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// The audit log as JSON lines. A line holds everything that the entry's hash is made of; <c>data</c> is its last member and stands there byte
/// for byte as it was hashed, and times always have three decimals.
/// </summary>
internal static class AuditExport
{
    public const string ContentType = "application/x-ndjson";

    // Sent when this much is written; the log itself is read in parts and never held.
    private const int FlushAt = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void StartDownload(this HttpResponse response, string? organization, DateTimeOffset now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{organization ?? "all"}-{now:yyyyMMdd'T'HHmmss'Z'}.jsonl");
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
    }

    public static async Task WriteAsync(PipeWriter body, IAsyncEnumerable<AuditEntry> entries, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(body, Options);
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            Write(json, entry);
            json.Flush();
            json.Reset();
            body.Write("\n"u8);
            if (body.UnflushedBytes >= FlushAt)
            {
                await body.FlushAsync(cancellationToken);
            }
        }

        await body.FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("id", entry.Id);
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("time", AuditTime.Write(entry.Time));
        json.WriteString("kind", entry.Kind);
        WriteActor(json, entry.Actor);
        json.WriteString("organization", entry.Organization);
        json.WriteString("subject", entry.Subject);
        json.WriteString("previous_hash", entry.PreviousHash);
        json.WriteString("hash", entry.Hash);
        json.WritePropertyName("data");
        WriteData(json, entry.Data.GetRawText());
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, Actor actor)
    {
        if (actor.KeyId is null)
        {
            json.WriteNull("actor");
            return;
        }

        json.WriteStartObject("actor");
        json.WriteString("key_id", actor.KeyId);
        json.WriteString("role", actor.Role.Wire());
        json.WriteString("address", actor.Address);
        json.WriteEndObject();
    }

    // The host never writes line ends into it; whoever did may not make two lines of one.
    private static void WriteData(Utf8JsonWriter json, string data)
    {
        if (data.AsSpan().ContainsAny('\n', '\r'))
        {
            json.WriteStringValue(data);
        }
        else
        {
            json.WriteRawValue(data);
        }
    }
}
