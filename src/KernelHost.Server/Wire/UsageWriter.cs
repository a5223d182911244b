using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>usage</c>, with the details a model server gave.</summary>
internal static class UsageWriter
{
    public static void WriteUsage(this Utf8JsonWriter writer, UsageDetails? usage)
    {
        var (input, output) = (usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", input);
        writer.WriteNumber("completion_tokens", output);
        writer.WriteNumber("total_tokens", usage?.TotalTokenCount ?? input + output);
        WriteDetails(writer, "prompt_tokens_details", "cached_tokens", usage?.CachedInputTokenCount, usage?.AdditionalCounts);
        WriteDetails(writer, "completion_tokens_details", "reasoning_tokens", usage?.ReasoningTokenCount, usage?.AdditionalCounts);
        writer.WriteEndObject();
    }

    /// <summary>Further counts come under their path on the wire, such as <c>completion_tokens_details.audio_tokens</c>.</summary>
    private static void WriteDetails(Utf8JsonWriter writer, string side, string known, long? count, AdditionalPropertiesDictionary<long>? further)
    {
        var mine = further?.Where(pair => pair.Key.StartsWith(side, StringComparison.Ordinal) && pair.Key.Length > side.Length && pair.Key[side.Length] == '.').ToArray() ?? [];
        if (count is null && mine.Length == 0)
            return;

        writer.WriteStartObject(side);
        writer.WriteNumber(known, count ?? 0);
        foreach (var (path, value) in mine)
            writer.WriteNumber(path[(side.Length + 1)..], value);
        writer.WriteEndObject();
    }
}
