using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

// Seed, reasoning effort and further members are marked experimental in the SDK; the wire has had them for years.
#pragma warning disable OPENAI001, SCME0001

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>A chat client's options as the OpenAI SDK's.</summary>
internal static class OpenAIOptions
{
    public static ChatCompletionOptions From(ChatOptions? options)
    {
        options ??= new();
        var request = new ChatCompletionOptions
        {
            Temperature = options.Temperature,
            TopP = options.TopP,
            MaxOutputTokenCount = options.MaxOutputTokens,
            FrequencyPenalty = options.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty,
            Seed = options.Seed,
            ReasoningEffortLevel = ToEffort(options.Reasoning?.Effort),
            ResponseFormat = ToFormat(options.ResponseFormat),
        };
        foreach (var stop in options.StopSequences ?? [])
            request.StopSequences.Add(stop);

        AddTools(request, options);
        AddFurther(request, options);
        return request;
    }

    private static void AddTools(ChatCompletionOptions request, ChatOptions options)
    {
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            request.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));

        if (request.Tools.Count == 0)
            return;

        request.AllowParallelToolCalls = options.AllowMultipleToolCalls;
        request.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    /// <summary>Another model than the client's, and parameters the SDK has no member for.</summary>
    private static void AddFurther(ChatCompletionOptions request, ChatOptions options)
    {
        if (options.ModelId is { } model)
            request.Patch.Set("$.model"u8, model);
        if (options.TopK is { } topK)
            request.Patch.Set("$.top_k"u8, topK);

        foreach (var (name, value) in options.AdditionalProperties ?? [])
            request.Patch.Set(Encoding.UTF8.GetBytes($"$['{name}']"), JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions));
    }

    private static ChatReasoningEffortLevel? ToEffort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => ChatReasoningEffortLevel.None,
        ReasoningEffort.Low => ChatReasoningEffortLevel.Low,
        ReasoningEffort.Medium => ChatReasoningEffortLevel.Medium,
        ReasoningEffort.High => ChatReasoningEffortLevel.High,
        ReasoningEffort.ExtraHigh => ChatReasoningEffortLevel.ExtraHigh,
        _ => default(ChatReasoningEffortLevel?), // a bare null would be read as a string
    };

    private static global::OpenAI.Chat.ChatResponseFormat? ToFormat(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatText => global::OpenAI.Chat.ChatResponseFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => global::OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? "json_schema", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription),
        ChatResponseFormatJson => global::OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };
}
