using KernelHost.Models;

namespace KernelHost.Providers.Embedded;

/// <summary>What the embedded provider's rules can follow. They draw no lots, so that a seed is kept by itself and a temperature is not.</summary>
internal static class EmbeddedParameters
{
    public static ParameterFit Fit(ChatParameter parameter) => parameter.Name switch
    {
        "max_tokens" or "max_completion_tokens" or "stop" or "seed" or "response_format" or "tools" or "tool_choice" or "functions" or "function_call" or "parallel_tool_calls" => ParameterFit.Taken,
        _ => OpenAiOnly.Fit(parameter) == ParameterFit.Refused ? ParameterFit.Refused : ParameterFit.Dropped,
    };
}
