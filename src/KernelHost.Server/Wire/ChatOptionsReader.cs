using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>Everything in a chat request that shapes the answer. What has no name here goes to the model server as it is.</summary>
internal static class ChatOptionsReader
{
    private static readonly string[] Known =
    [
        "model", "messages", "stream", "stream_options", "n", "temperature", "top_p", "top_k", "max_tokens", "max_completion_tokens", "stop", "seed",
        "frequency_penalty", "presence_penalty", "tools", "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort",
        "functions", "function_call",
    ];

    public static ChatOptions Read(WireValue body)
    {
        CheckPassedOn(body);
        var tools = ToolReader.ReadTools(body["tools"]) ?? ToolReader.ReadFunctions(body["functions"]);
        var options = new ChatOptions
        {
            Temperature = body["temperature"].OptionalNumber(0, 2),
            TopP = body["top_p"].OptionalNumber(0, 1),
            TopK = body["top_k"].OptionalCount(0),
            MaxOutputTokens = body["max_completion_tokens"].OptionalCount(1) ?? body["max_tokens"].OptionalCount(1),
            StopSequences = Stop(body["stop"]),
            Seed = body["seed"].OptionalWhole(),
            FrequencyPenalty = body["frequency_penalty"].OptionalNumber(-2, 2),
            PresencePenalty = body["presence_penalty"].OptionalNumber(-2, 2),
            Tools = tools,
            ToolMode = ToolReader.ReadChoice(body["tool_choice"], tools, PluginToolReader.AreIn(body["tools"])) ?? ToolReader.ReadFunctionCall(body["function_call"], tools),
            AllowMultipleToolCalls = body["parallel_tool_calls"].OptionalFlag() ?? (body["functions"].IsAbsent ? null : false),   // a function_call is one
            Reasoning = Effort(body["reasoning_effort"]) is { } effort ? new() { Effort = effort } : null,
            AdditionalProperties = body.Json.Further(Known),
        };
        PassOnForms(body, options);
        ResponseFormatReader.Read(body["response_format"], options);
        return options;
    }

    /// <summary>These pass through, but a wrong type in them is the client's mistake, whichever server answers.</summary>
    private static void CheckPassedOn(WireValue body)
    {
        _ = body["logprobs"].OptionalFlag();
        _ = body["top_logprobs"].OptionalCount(0, 20);
        _ = body["user"].OptionalText();
        _ = body["metadata"].OptionalObject();
    }

    /// <summary>The forms of known members that have no type of their own: some tool choices, efforts and stream options.</summary>
    private static void PassOnForms(WireValue body, ChatOptions options)
    {
        if (options.ToolMode is null && !body["tool_choice"].IsAbsent)
            PassOn(options, "tool_choice", body["tool_choice"].Json);
        if (options.Reasoning is null && !body["reasoning_effort"].IsAbsent)
            PassOn(options, "reasoning_effort", body["reasoning_effort"].Json);
        if (body["stream_options"] is { IsAbsent: false } stream && stream.Object().Json.Further(["include_usage"]) is not null)
            PassOn(options, "stream_options", stream.Json);
    }

    private static void PassOn(ChatOptions options, string name, JsonElement value) => (options.AdditionalProperties ??= [])[name] = value;

    private static string[]? Stop(WireValue stop) => stop.Kind switch
    {
        _ when stop.IsAbsent => null,
        JsonValueKind.String => [stop.Text()],
        JsonValueKind.Array => [.. stop.Items().Select(item => item.Text())],
        _ => throw stop.Expected("a string or an array of strings"),
    };

    private static ReasoningEffort? Effort(WireValue effort) => effort.OptionalText() switch
    {
        "none" => ReasoningEffort.None,
        "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" => ReasoningEffort.ExtraHigh,
        _ => null,
    };
}
