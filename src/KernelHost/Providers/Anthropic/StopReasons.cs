using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>Why a message ended, in OpenAI's words.</summary>
internal static class StopReasons
{
    /// <summary>Where other servers put the stop sequence that was met.</summary>
    public const string Member = "stop_reason";

    /// <summary>Null when it has not ended.</summary>
    public static ChatFinishReason? Read(string? reason) => reason switch
    {
        null or "" => null,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Stop,   // end_turn, stop_sequence, pause_turn and what is to come
    };

    public static JsonElement? Sequence(JsonElement message) =>
        message.Text("stop_sequence") is not null ? message.GetProperty("stop_sequence").Clone() : null;
}
