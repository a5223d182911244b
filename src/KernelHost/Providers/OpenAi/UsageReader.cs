using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

internal static class UsageReader
{
    /// <summary>Null when the answer or chunk has no usage.</summary>
    public static UsageDetails? Read(JsonElement answer)
    {
        var usage = answer.Object("usage");
        if (usage.ValueKind != JsonValueKind.Object)
            return null;

        var input = usage.Object("prompt_tokens_details");
        var output = usage.Object("completion_tokens_details");
        return new()
        {
            InputTokenCount = usage.Number("prompt_tokens"),
            OutputTokenCount = usage.Number("completion_tokens"),
            TotalTokenCount = usage.Number("total_tokens"),
            CachedInputTokenCount = input.Number("cached_tokens") ?? usage.Number("prompt_cache_hit_tokens"),
            ReasoningTokenCount = output.Number("reasoning_tokens"),
            AdditionalCounts = Further(("prompt", input), ("completion", output)),
        };
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
