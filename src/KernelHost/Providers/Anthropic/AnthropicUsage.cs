using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// The counts of one message. A stream gives them in two parts, of which the later one may leave out what the first said. Anthropic counts what was read
/// from and written to its cache beside the input; here, as with OpenAI, they are part of it.
/// </summary>
internal sealed class AnthropicUsage
{
    public const string CacheWrites = "prompt_tokens_details.cache_creation_tokens";

    private long _input;
    private long _output;
    private long? _cacheReads;
    private long? _cacheWrites;
    private long? _thinking;

    /// <summary>Null when the message has none.</summary>
    public static UsageDetails? Read(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return null;
        var counts = new AnthropicUsage();
        counts.Take(usage);
        return counts.Details();
    }

    public void Take(JsonElement usage)
    {
        _input = usage.Number("input_tokens") ?? _input;
        _output = usage.Number("output_tokens") ?? _output;
        _cacheReads = usage.Number("cache_read_input_tokens") ?? _cacheReads;
        _cacheWrites = usage.Number("cache_creation_input_tokens") ?? _cacheWrites;
        _thinking = usage.Object("output_tokens_details").Number("thinking_tokens") ?? _thinking;
    }

    public UsageDetails Details()
    {
        var input = _input + (_cacheReads ?? 0) + (_cacheWrites ?? 0);
        return new()
        {
            InputTokenCount = input,
            OutputTokenCount = _output,
            TotalTokenCount = input + _output,
            CachedInputTokenCount = _cacheReads,
            ReasoningTokenCount = _thinking,
            AdditionalCounts = _cacheWrites is > 0 ? new() { [CacheWrites] = _cacheWrites.Value } : null,
        };
    }
}
