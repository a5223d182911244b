using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Models;
using KernelHost.Providers.Http;
using KernelHost.Providers.Ollama;

namespace KernelHost.Providers.Anthropic;

/// <summary>What Anthropic's models take of OpenAI's parameters.</summary>
internal static class AnthropicParameters
{
    private static readonly FrozenSet<string> NotThere = FrozenSet.Create(
        "frequency_penalty", "presence_penalty", "seed", "logprobs", "top_logprobs", "keep_alive", "think", "options");

    private static readonly FrozenSet<string> Translated = FrozenSet.Create(
        "max_tokens", "max_completion_tokens", "stop", "user", "metadata", "tools", "tool_choice", "functions", "function_call", "parallel_tool_calls", "response_format",
        "reasoning_effort", "stream_options");

    public static ParameterFit Fit(string model, ChatParameter parameter) => parameter.Name switch
    {
        "temperature" or "top_p" or "top_k" => Taken(ClaudeModel.Of(model).TakesSampling),
        "stop" => ParameterFit.Taken,
        "user" => ParameterFit.Taken,
        "metadata" => Taken(parameter.Value.Text("user_id") is not null),
        "service_tier" => Taken(parameter.Is("standard_only")),
        "reasoning_effort" => Taken(ClaudeModel.Of(model).Thinks && AnthropicThinking.IsEffort(parameter)),
        "tool_choice" => Taken(parameter.Value.ValueKind == JsonValueKind.String || parameter.Value.Text("type") == "function"),
        "response_format" => parameter.Value.Text("type") == "json_schema" ? ParameterFit.Taken : ParameterFit.Refused,
        var name when NotThere.Contains(name) || OllamaOptions.Has(name) => ParameterFit.Dropped,
        _ => OpenAiOnly.Fit(parameter),
    };

    /// <summary>Whether a further member of the request goes to Anthropic under its own name.</summary>
    public static bool Passes(string model, string name, object? value) => !Translated.Contains(name)
        && Fit(model, new(name, value is JsonElement json ? json : default)) == ParameterFit.Taken;

    private static ParameterFit Taken(bool taken) => taken ? ParameterFit.Taken : ParameterFit.Dropped;
}
