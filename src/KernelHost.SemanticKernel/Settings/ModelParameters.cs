using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Parameters by their names on the wire as chat options; what has no option of its own travels as an additional property.</summary>
internal static class ModelParameters
{
    private static readonly Dictionary<string, Func<ChatOptions, object?, bool>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["temperature"] = Setter<float>((options, value) => options.Temperature = value),
        ["top_p"] = Setter<float>((options, value) => options.TopP = value),
        ["top_k"] = Setter<int>((options, value) => options.TopK = value),
        ["seed"] = Setter<long>((options, value) => options.Seed = value),
        ["max_tokens"] = Setter<int>((options, value) => options.MaxOutputTokens = value),
        ["frequency_penalty"] = Setter<float>((options, value) => options.FrequencyPenalty = value),
        ["presence_penalty"] = Setter<float>((options, value) => options.PresencePenalty = value),
        ["stop_sequences"] = Setter<IList<string>>((options, value) => options.StopSequences = value),
        ["chat_system_prompt"] = Setter<string>((options, value) => options.Instructions = value),
        ["chat_developer_prompt"] = Setter<string>((options, value) => options.Instructions = value),
        ["systemInstruction"] = Setter<string>((options, value) => options.Instructions = value),
        ["reasoning_effort"] = Setter<string>((options, value) => (options.Reasoning ??= new()).Effort = EffortOf(value)),
        ["response_format"] = SetResponseFormat,
    };

    public static void Apply(ChatOptions options, string name, object? value)
    {
        if (!ByName.TryGetValue(name, out var set) || !set(options, value))
            (options.AdditionalProperties ??= [])[name] = Plain(value);
    }

    private static Func<ChatOptions, object?, bool> Setter<T>(Action<ChatOptions, T> set) => (options, value) =>
    {
        if (!TryConvert<T>(value, out var converted))
            return false;

        set(options, converted);
        return true;
    };

    private static bool SetResponseFormat(ChatOptions options, object? value)
    {
        if (value is null)
            return false;

        options.ResponseFormat = TryConvert<string>(value, out var name)
            ? name switch { "text" => ChatResponseFormat.Text, "json_object" => ChatResponseFormat.Json, _ => null }
            : value is JsonElement schema ? ChatResponseFormat.ForJsonSchema(schema) : null;
        return true;
    }

    private static ReasoningEffort? EffortOf(string name) => name.ToUpperInvariant() switch
    {
        "LOW" => ReasoningEffort.Low,
        "MEDIUM" => ReasoningEffort.Medium,
        "HIGH" => ReasoningEffort.High,
        "XHIGH" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    private static object? Plain(object? value) => value is not JsonElement json ? value : json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json,
    };

    private static bool TryConvert<T>(object? value, [NotNullWhen(true)] out T? result)
    {
        result = default;
        try
        {
            result = value switch
            {
                null => default,
                T same => same,
                JsonElement json => json.Deserialize<T>(AIJsonUtilities.DefaultOptions),
                _ => (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture),
            };
            return value is not null && result is not null;
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException or JsonException or NotSupportedException)
        {
            return false;
        }
    }
}
