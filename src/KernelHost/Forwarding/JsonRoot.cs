using System.Text.Json;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>What the host needs to know of a whole answer that may be one JSON object, found in one pass. Pure.</summary>
/// <param name="End">Where its closing brace stands; null when it is no JSON object.</param>
/// <param name="IsError">Whether it is an error, although the status said success.</param>
/// <param name="IsEmpty">Whether it is an object without members, which says nothing.</param>
internal readonly record struct JsonRoot(int? End, bool IsError, bool IsEmpty, UsageDetails? Usage)
{
    public static JsonRoot Read(ReadOnlySpan<byte> body)
    {
        if (body.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return default;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            return reader.TokenType == JsonTokenType.StartObject ? ReadObject(ref reader) : new(null, UpstreamError.IsIn(JsonElement.Parse(body)), IsEmpty: false, null);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonRoot ReadObject(ref Utf8JsonReader reader)
    {
        var (isError, isEmpty) = (false, true);
        UsageDetails? usage = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var (error, kind, used) = (reader.ValueTextEquals("error"u8), reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("type"u8), reader.ValueTextEquals("usage"u8));
            reader.Read();
            isError |= (error && (reader.TokenType == JsonTokenType.StartObject || (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))))
                || (kind && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8));
            if (used && reader.TokenType == JsonTokenType.StartObject)
            {
                usage = UsageReader.Of(JsonElement.ParseValue(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        var end = (int)reader.TokenStartIndex;
        return reader.Read() ? default : new(end, isError, isEmpty, usage);
    }
}
