using System.Text.Json;
using KernelHost.Models;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.Ollama;

/// <summary>What Ollama takes of OpenAI's parameters. It passes over members it does not know without a word, so they have to be known here.</summary>
internal static class OllamaParameters
{
    public static ParameterFit Fit(ChatParameter parameter) => parameter.Name switch
    {
        // It offers tools and leaves it to the model whether it calls them, and how many.
        "tool_choice" or "function_call" => parameter.Is("none") ? ParameterFit.Taken : ParameterFit.Dropped,
        "parallel_tool_calls" => ParameterFit.Dropped,
        "reasoning_effort" => parameter.Value.ValueKind == JsonValueKind.String && parameter.Value.GetString() is "none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"
            ? ParameterFit.Taken : ParameterFit.Dropped,
        "response_format" => IsKnownFormat(parameter.Value) ? ParameterFit.Taken : ParameterFit.Refused,
        _ => OpenAiOnly.Fit(parameter),
    };

    public static bool Passes(string name) => !OpenAiOnly.Has(name) && name is not ("reasoning_effort" or "tool_choice" or "parallel_tool_calls" or "stream_options" or "strict");

    private static bool IsKnownFormat(JsonElement format) => format.Text("type") is "json_object" or "json_schema";
}
