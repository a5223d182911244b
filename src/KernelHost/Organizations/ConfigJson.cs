using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>Configs from and to JSON. What is written never holds a secret: <c>api_key</c> becomes <c>"api_key_set": true</c>, <c>env</c> becomes <c>"env_set": [names]</c>.</summary>
public static class ConfigJson
{
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest };

    /// <summary>
    /// The config as it was sent, with what was worth a warning. <see cref="ConfigSecrets.Deleted"/> stands where a secret was set to null.
    /// Nothing is corrected yet, and nothing of an older version is carried over.
    /// </summary>
    /// <exception cref="ConfigRejectedException">With every error of shape and of meaning.</exception>
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Parse(ReadOnlyMemory<byte> utf8Json)
    {
        var draft = Read(utf8Json);
        return draft.Errors.IsEmpty ? (draft.Config, draft.Warnings) : throw new ConfigRejectedException(draft.Errors);
    }

    /// <summary>The same with the errors in hand, for who has more to find; what was of a wrong shape is left out of the config.</summary>
    /// <exception cref="ConfigRejectedException">It is no JSON.</exception>
    internal static ConfigDraft Read(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = ParseDocument(utf8Json);
        CheckTexts(utf8Json.Span);
        var shape = new ConfigShape();
        var config = shape.Read(document.RootElement);
        return new(config, [.. shape.Warnings], [.. shape.Errors, .. ConfigRules.Check(config)]);
    }

    /// <summary>What anybody who may read the config gets, the same bytes for the same config. UTF-8.</summary>
    public static byte[] WritePublic(OrgConfig config) => JsonSerializer.SerializeToUtf8Bytes(config, ConfigJsonOptions.OrgConfigInOrder);

    /// <summary>Reads what <see cref="WritePublic"/> wrote, unchecked: it was checked when it was accepted.</summary>
    internal static OrgConfig ReadStored(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, ConfigJsonOptions.OrgConfig) ?? new();

    private static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            return JsonDocument.Parse(utf8Json, Strict);
        }
        catch (JsonException malformed)
        {
            // The parser's own message quotes the text, which may be a secret; the place is enough.
            throw new ConfigRejectedException([IsTooDeep(utf8Json.Span)
                ? new("$", "too_deep", $"The JSON is nested more than {Deepest} levels deep.")
                : new("$", ConfigRejectedException.MalformedJson, $"The text is not valid JSON (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}).")]);
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.CurrentDepth <= Deepest && reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            // Broken before it is too deep.
        }

        return reader.CurrentDepth > Deepest;
    }

    // Half a surrogate pair can be written in JSON, but it is no text: nothing could read or store it.
    private static void CheckTexts(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && !IsText(ref reader))
            {
                throw new ConfigRejectedException([new("$", ConfigRejectedException.MalformedJson, $"The text at byte {reader.TokenStartIndex + 1} holds half a surrogate pair.")]);
            }
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
