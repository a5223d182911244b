using System.Text.Json;

namespace KernelHost.Models;

/// <summary>One member of a chat request that shapes the answer, in OpenAI's words.</summary>
public readonly record struct ChatParameter(string Name, JsonElement Value)
{
    /// <summary>Says nothing but what would be so anyway: who cannot take it loses nothing.</summary>
    public bool IsDefault => Value.ValueKind == JsonValueKind.Null || Name switch
    {
        "temperature" or "top_p" or "n" => IsNumber(1),
        "frequency_penalty" or "presence_penalty" or "top_logprobs" => IsNumber(0),
        "logprobs" or "store" => Value.ValueKind == JsonValueKind.False,
        "parallel_tool_calls" => Value.ValueKind == JsonValueKind.True,
        "logit_bias" or "tools" or "stop" or "functions" => IsEmpty,
        "tool_choice" or "function_call" => Is("auto"),
        "service_tier" => Is("auto") || Is("default"),
        "response_format" => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("type", out var type) && type.ValueEquals("text"),
        "modalities" => Value.ValueKind == JsonValueKind.Array && Value.EnumerateArray().All(modality => modality.ValueKind == JsonValueKind.String && modality.ValueEquals("text")),
        "metadata" => Value.ValueKind == JsonValueKind.Object && Value.EnumerateObject().All(member => member.Name == "task"),   // the host's own
        _ => false,
    };

    private bool IsEmpty => Value.ValueKind switch
    {
        JsonValueKind.Array => Value.GetArrayLength() == 0,
        JsonValueKind.Object => Value.GetPropertyCount() == 0,
        _ => false,
    };

    public bool Is(string word) => Value.ValueKind == JsonValueKind.String && Value.ValueEquals(word);

    private bool IsNumber(double number) => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var value) && value == number;
}
