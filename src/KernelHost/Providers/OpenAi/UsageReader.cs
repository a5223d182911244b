using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

internal static class UsageReader
{
    /// <summary>Null when the answer or chunk has no usage.</summary>
    public static UsageDetails? Read(JsonElement answer) => Of(answer.Object("usage"));

    /// <summary>Of the member itself. The newer endpoints say input and output where the older ones say prompt and completion.</summary>
    public static UsageDetails? Of(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return null;

        var input = First(usage.Object("prompt_tokens_details"), usage.Object("input_tokens_details"), usage.Object("input_token_details"));
        var output = First(usage.Object("completion_tokens_details"), usage.Object("output_tokens_details"), usage.Object("output_token_details"));
        return new()
        {
            InputTokenCount = usage.Number("prompt_tokens") ?? usage.Number("input_tokens"),
            OutputTokenCount = usage.Number("completion_tokens") ?? usage.Number("output_tokens"),
            TotalTokenCount = usage.Number("total_tokens"),
            CachedInputTokenCount = input.Number("cached_tokens") ?? usage.Number("prompt_cache_hit_tokens"),
            ReasoningTokenCount = output.Number("reasoning_tokens"),
            AdditionalCounts = Further(("prompt", input), ("completion", output)),
        };
    }

    private static JsonElement First(params ReadOnlySpan<JsonElement> elements)
    {
        foreach (var element in elements)
        {
            if (element.ValueKind == JsonValueKind.Object)
                return element;
        }

        return default;
    }

    // The rest under the wire's own path, such as completion_tokens_details.audio_tokens.
    private static AdditionalPropertiesDictionary<long>? Further(params ReadOnlySpan<(string Side, JsonElement Details)> sides)
    {
        AdditionalPropertiesDictionary<long>? counts = null;
        foreach (var (side, details) in sides)
        {
            foreach (var member in details.ValueKind == JsonValueKind.Object ? details.EnumerateObject() : default)
            {
                if (member.Name is not ("cached_tokens" or "reasoning_tokens") && details.Number(member.Name) is { } count and not 0)
                    (counts ??= [])[$"{side}_tokens_details.{member.Name}"] = count;
            }
        }

        return counts;
    }
}
