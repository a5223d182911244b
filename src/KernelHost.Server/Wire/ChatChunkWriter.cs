using System.Text.Json;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>
/// The <c>chat.completion.chunk</c>s of one stream. The first delta holds the role and the first chunk <c>model_info</c>; the finish reason has a
/// chunk of its own, once, with <c>model_info</c> again when the model could call plugins; the usage comes last, if the client asked. Remembers how far the stream is: one per stream.
/// </summary>
internal sealed class ChatChunkWriter(ModelCallReport report, AnswerIdentity identity, bool withUsage, bool withModelInfo, bool asFunctionCall = false)
{
    private readonly ReasoningDetails _thoughts = new();
    private bool _begun;
    private int _calls;
    private ChatFinishReason? _finish;
    private AdditionalPropertiesDictionary? _atFinish;
    private UsageDetails? _usage;
    private ModelCallReport? _last;

    /// <summary>Takes in an update; false when it holds nothing to send now.</summary>
    public bool TryWrite(Utf8JsonWriter writer, ChatResponseUpdate update)
    {
        if (_finish is null && update.FinishReason is { } finish)
            (_finish, _atFinish) = (finish, OfChoice(update.AdditionalProperties));
        _last = ModelCallReport.In(update.AdditionalProperties) is { PluginCalls: not null } last ? last with { Requested = report.Requested, Assistant = report.Assistant, Sources = report.Sources } : _last;
        _usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? _usage;
        var delta = Delta.Of(update);
        var thoughts = delta.IsText ? [] : _thoughts.Take(update.Contents);
        if (delta.IsEmpty && thoughts.Length == 0)
            return false;

        WriteChunk(writer, delta with { Thoughts = thoughts }, update.AdditionalProperties, finish: null);
        return true;
    }

    public void WriteFinish(Utf8JsonWriter writer) => WriteChunk(
        writer, Delta.Empty, _atFinish, AnswerMembers.Finish(_finish, _calls == 0 ? null : asFunctionCall ? AnswerMembers.FunctionCall : AnswerMembers.ToolCalls));

    /// <summary>False when the client did not ask for it.</summary>
    public bool TryWriteUsage(Utf8JsonWriter writer)
    {
        if (!withUsage)
            return false;

        WriteHead(writer);
        writer.WriteStartArray("choices");
        writer.WriteEndArray();
        writer.WriteUsage(_usage);
        writer.WriteEndObject();
        return true;
    }

    private void WriteChunk(Utf8JsonWriter writer, Delta delta, AdditionalPropertiesDictionary? further, string? finish)
    {
        var isFirst = !_begun;
        WriteHead(writer);
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        WriteDelta(writer, delta, further);
        AnswerMembers.WriteLogProbs(writer, further);
        writer.WriteFurther(further, AnswerMembers.StandInChoice);
        writer.WriteString("finish_reason", finish);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (withUsage)
            writer.WriteNull("usage");
        writer.WriteFurther(further, AnswerMembers.StandInChunk);
        if (withModelInfo && ReportFor(isFirst, finish is not null) is { } told)
            writer.WriteModelInfo(told);
        writer.WriteEndObject();
    }

    // A model's plugin calls are known at the end only.
    private ModelCallReport? ReportFor(bool isFirst, bool isLast) => isLast && _last is not null ? _last : isFirst ? report with { PluginCalls = null } : null;

    private void WriteHead(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", identity.Id);
        writer.WriteString("object", "chat.completion.chunk");
        writer.WriteNumber("created", identity.Created);
        writer.WriteString("model", report.Resolved);
    }

    private void WriteDelta(Utf8JsonWriter writer, Delta delta, AdditionalPropertiesDictionary? further)
    {
        writer.WriteStartObject("delta");
        WriteRole(writer, delta.Text is not null);
        writer.WriteOptional("content", delta.Text);
        writer.WriteOptional("reasoning_content", delta.Reasoning);
        writer.WriteOptional("refusal", delta.Refusal);
        writer.WriteReasoningDetails(delta.Thoughts ?? []);
        WriteCalls(writer, delta.Calls);
        writer.WriteFurther(further, AnswerMembers.StandInDelta);
        writer.WriteEndObject();
    }

    /// <summary>What belongs beside the finish reason, which has a chunk of its own.</summary>
    private static AdditionalPropertiesDictionary? OfChoice(AdditionalPropertiesDictionary? further) =>
        further?.Any(member => AnswerMembers.StandInChoice(member.Key)) is true ? new(further.Where(member => AnswerMembers.StandInChoice(member.Key))) : null;

    private void WriteRole(Utf8JsonWriter writer, bool hasContent)
    {
        if (_begun)
            return;
        _begun = true;
        writer.WriteString("role", "assistant");
        if (!hasContent)
            writer.WriteNull("content");
    }

    private void WriteCalls(Utf8JsonWriter writer, FunctionCallContent[] calls)
    {
        if (calls.Length == 0)
            return;
        if (asFunctionCall)
        {
            if (_calls++ == 0)
                writer.WriteFunctionCall(calls[0]);
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
            writer.WriteToolCall(call, _calls++);
        writer.WriteEndArray();
    }

    private readonly record struct Delta(string? Text, string? Reasoning, string? Refusal, FunctionCallContent[] Calls)
    {
        public ReasoningDetail[]? Thoughts { get; init; }

        public static Delta Empty { get; } = new(null, null, null, []);

        /// <summary>Nothing but text, as nearly every update of nearly every stream.</summary>
        public bool IsText => Text is not null && Reasoning is null && Refusal is null && Calls.Length == 0;

        public bool IsEmpty => Text is null && Reasoning is null && Refusal is null && Calls.Length == 0;

        public static Delta Of(ChatResponseUpdate update) => update.Contents switch
        {
            [] => Empty,
            [TextContent { Text.Length: > 0 } text] => new(text.Text, null, null, []),   // nearly every update of nearly every stream
            var contents => new(
                update.Text is { Length: > 0 } text ? text : null,
                AnswerMembers.Reasoning(contents),
                Refusals.In(contents),
                [.. contents.OfType<FunctionCallContent>()]),
        };
    }
}
