using System.Text.Json;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>A <c>chat.completion</c>: the whole answer in one object.</summary>
internal static class ChatCompletionWriter
{
    public static void Write(Utf8JsonWriter writer, ChatResponse response, ModelCallReport report, AnswerIdentity identity, bool withModelInfo, bool asFunctionCall = false)
    {
        writer.WriteStartObject();
        writer.WriteString("id", identity.Id);
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", identity.Created);
        writer.WriteString("model", report.Resolved);
        WriteChoice(writer, response, asFunctionCall);
        writer.WriteUsage(response.Usage);
        writer.WriteFurther(response.AdditionalProperties, AnswerMembers.StandInAnswer);
        if (withModelInfo)
            writer.WriteModelInfo(report);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatResponse response, bool asFunctionCall)
    {
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        WriteMessage(writer, response, calls, asFunctionCall);
        AnswerMembers.WriteLogProbs(writer, response.Messages.Select(message => message.AdditionalProperties).Prepend(response.AdditionalProperties));
        writer.WriteFurther(response.AdditionalProperties, AnswerMembers.StandInChoice);
        writer.WriteString("finish_reason", AnswerMembers.Finish(response.FinishReason, calls.Length == 0 ? null : asFunctionCall ? AnswerMembers.FunctionCall : AnswerMembers.ToolCalls));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatResponse response, FunctionCallContent[] calls, bool asFunctionCall)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToArray();
        var refusal = Refusals.In(contents);

        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteString("content", response.Text is { Length: > 0 } text ? text : calls.Length > 0 || refusal is not null ? null : "");
        writer.WriteString("refusal", refusal);
        writer.WriteOptional("reasoning_content", AnswerMembers.Reasoning(contents));
        writer.WriteReasoningDetails(new ReasoningDetails().Take(contents));
        if (asFunctionCall && calls.Length > 0)
            writer.WriteFunctionCall(calls[0]);
        else if (calls.Length > 0)
            WriteCalls(writer, calls);
        foreach (var message in response.Messages)
            writer.WriteFurther(message.AdditionalProperties, AnswerMembers.StandInMessage);
        writer.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter writer, FunctionCallContent[] calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
            writer.WriteToolCall(call);
        writer.WriteEndArray();
    }
}
