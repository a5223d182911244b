using System.Text.Json;
using KernelHost.Models;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// How much a model thinks, and how long its answer may get: thinking counts towards the limit. A client's own <c>thinking</c> goes as it is. An effort
/// becomes a budget, or, where the model decides by itself, adaptive thinking with that effort.
/// </summary>
/// <param name="Given">The client's own words.</param>
internal sealed record AnthropicThinking(int MaxTokens, JsonElement? Given, int? Budget, bool Adaptive, bool Off, string? Effort)
{
    public const string Member = "thinking";

    private const int LeastBudget = 1_024;
    private const int LowBudget = 1_024;
    private const int MediumBudget = 4_096;
    private const int HighBudget = 16_384;
    private const int HighestBudget = 32_768;

    // Of a limit the client has set, a quarter stays for the answer itself.
    private const int AnswerShare = 4;

    /// <exception cref="ProviderException">The answer may not get as long as the least thinking is.</exception>
    public static AnthropicThinking Of(ChatOptions options, ClaudeModel model)
    {
        var effort = EffortOf(options);
        var most = options.MaxOutputTokens ?? model.DefaultMaxTokens;
        if (options.AdditionalProperties?.GetValueOrDefault(Member) is JsonElement { ValueKind: JsonValueKind.Object } given)
            return new(LimitFor(given, options, model), given, null, false, false, null);
        if (effort is null || !model.Thinks)
            return new(most, null, null, false, false, null);
        if (effort == "none")
            return new(most, null, null, false, Off: true, null);
        return model.ThinksAdaptively ? new(most, null, null, Adaptive: true, false, effort) : WithBudget(BudgetOf(effort), options.MaxOutputTokens, model);
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (Given is { } given)
            writer.WriteMember(Member, given);
        else if (Off)
            WriteOne(writer, "disabled");
        else if (Adaptive)
            WriteOne(writer, "adaptive");
        else if (Budget is not null)
            WriteOne(writer, "enabled");
    }

    private void WriteOne(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject(Member);
        writer.WriteString("type", type);
        writer.WriteOptional("budget_tokens", Budget);
        if (Adaptive)
            writer.WriteString("display", "summarized");   // else the newest models think in silence
        writer.WriteEndObject();
    }

    private static AnthropicThinking WithBudget(int budget, int? limit, ClaudeModel model)
    {
        if (limit is not { } most)
            return new(budget + model.DefaultMaxTokens, null, budget, false, false, null);
        return most > LeastBudget ? new(most, null, Math.Max(LeastBudget, Math.Min(budget, most - most / AnswerShare)), false, false, null)
            : throw new ProviderException(FailureClass.BadRequest, $"This model thinks with at least {LeastBudget} tokens, and the answer may have {most} in all: raise max_completion_tokens, or leave reasoning_effort out.")
            { Status = 400, Param = "reasoning_effort", Code = "invalid_value" };
    }

    // Room for the answer behind the thinking, unless the client has set the limit itself.
    private static int LimitFor(JsonElement given, ChatOptions options, ClaudeModel model) =>
        options.MaxOutputTokens ?? (int)Math.Clamp((given.Number("budget_tokens") ?? 0) + model.DefaultMaxTokens, 1, int.MaxValue);

    private static int BudgetOf(string effort) => effort switch
    {
        "minimal" or "low" => LowBudget,
        "medium" => MediumBudget,
        "high" => HighBudget,
        _ => HighestBudget,
    };

    public static bool IsEffort(ChatParameter parameter) =>
        parameter.Value.ValueKind == JsonValueKind.String && parameter.Value.GetString() is "none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max";

    private static string? EffortOf(ChatOptions options) => options.Reasoning?.Effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => options.AdditionalProperties?.GetValueOrDefault("reasoning_effort") is JsonElement { ValueKind: JsonValueKind.String } word
            ? word.GetString() switch { "minimal" => "low", "max" => "max", _ => null }
            : null,
    };
}
