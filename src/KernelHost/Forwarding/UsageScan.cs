using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>
/// The object <c>usage</c> of an answer, read where it stands. Chat and completions count <c>prompt_tokens</c> and <c>completion_tokens</c>, responses
/// <c>input_tokens</c> and <c>output_tokens</c>; further counts come under their path, such as <c>completion_tokens_details.audio_tokens</c>.
/// </summary>
internal static class UsageScan
{
    public static UsageDetails Read(ReadOnlySpan<byte> usage)
    {
        var details = new UsageDetails();
        var reader = new Utf8JsonReader(usage);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
                details.InputTokenCount = Number(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
                details.OutputTokenCount = Number(ref reader);
            else if (reader.ValueTextEquals("total_tokens"u8))
                details.TotalTokenCount = Number(ref reader);
            else if (reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
                details.CachedInputTokenCount ??= Number(ref reader);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
                ReadDetails(ref reader, details, "prompt_tokens_details.");
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
                ReadDetails(ref reader, details, "completion_tokens_details.");
            else
                reader.Skip();
        }

        return details;
    }

    private static void ReadDetails(ref Utf8JsonReader reader, UsageDetails details, string side)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
                details.CachedInputTokenCount = Number(ref reader);
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
                details.ReasoningTokenCount = Number(ref reader);
            else
                ReadFurther(ref reader, details, side);
        }
    }

    private static void ReadFurther(ref Utf8JsonReader reader, UsageDetails details, string side)
    {
        var name = reader.ValueIsEscaped ? "" : Encoding.UTF8.GetString(reader.ValueSpan);
        if (Number(ref reader) is { } count and not 0 && name.Length > 0)
            (details.AdditionalCounts ??= [])[side + name] = count;
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            return number;
        reader.Skip();
        return null;
    }
}
