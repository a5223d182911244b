using KernelHost.Assistants;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Models;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>One answer to one chat request, whole or as a stream. Nothing is sent before the model's first content: until then a failure is a status.</summary>
internal sealed class ChatAnswer(HttpContext context, OpenAiRequest request, TimeProvider time)
{
    private readonly bool _withModelInfo = context.Request.WantsModelInfo();
    private readonly bool _insists = context.Request.InsistsOnParameters();
    private bool _speaksOfFunctions;

    /// <summary>The plugins that the model may call; null = none are offered.</summary>
    public PluginChat? Plugins { get; init; }

    /// <summary>The assistant that the client asked; null = it asked a model.</summary>
    public AssistantCall? Assistant { get; init; }

    private CancellationToken Gone => context.RequestAborted;

    public ValueTask<ChatReply> AskAsync(SetupSnapshot setup, ModelRequest asked) => Plugins is { } plugins
        ? new(plugins.AskAsync(asked, Question(), request.Stream, Gone))
        : setup.AskAsync(asked, new(request, Question, ModelInfo()), Gone);

    public Task WriteAsync(ChatReply reply)
    {
        var report = Told(reply.Report);
        context.Response.Report(report);
        return reply switch
        {
            ChatReply.Forwarded { Answer: var answer } => context.WriteAsync(answer),
            ChatReply.ForwardedEvents { Stream: var stream } => StreamAsync(stream),
            ChatReply.SpokenUpdates updates => StreamAsync(updates),
            ChatReply.Spoken { Response: var response } => WholeAsync(response, report),
            _ => throw new InvalidOperationException("An answer is whole or a stream."),
        };
    }

    private ModelCallReport Told(ModelCallReport report) => Assistant is { } assistant ? assistant.Tell(report) : report;

    private Func<ModelCallReport, ReadOnlyMemory<byte>>? ModelInfo() => !_withModelInfo ? null : Assistant is null ? ModelInfoWriter.ToJson : ToldToJson;

    private ReadOnlyMemory<byte> ToldToJson(ModelCallReport report) => ModelInfoWriter.ToJsonWithSources(Told(report));

    private ChatQuestion Question()
    {
        var question = ChatCompletionRequest.Read(RequestBody.Parse(request.Json.Span));
        _speaksOfFunctions = question.SpeaksOfFunctions;
        return new(question.Messages, question.Options, question.Parameters with { Strict = _insists });
    }

    private Task WholeAsync(ChatResponse response, ModelCallReport report) => context.WriteJsonAsync(json =>
        ChatCompletionWriter.Write(json, response, report, AnswerIdentity.Of(response.ResponseId, response.CreatedAt, time), _withModelInfo, _speaksOfFunctions));

    private async Task StreamAsync(ForwardedStream stream)
    {
        SseStream.SetHeaders(context.Response);
        var body = context.Response.BodyWriter;
        try
        {
            while (await stream.ReadAsync(body))
                await body.FlushAsync(Gone);
        }
        catch (Exception failure) when (context.MustTellInStream())
        {
            await context.SendErrorEventAsync(failure);
        }
    }

    private async Task StreamAsync(ChatReply.SpokenUpdates reply)
    {
        using var events = new SseStream(context.Response);
        try
        {
            await SendAsync(reply, events);
        }
        catch (Exception failure) when (context.MustTellInStream())
        {
            await context.SendErrorEventAsync(failure);
        }
    }

    private async Task SendAsync(ChatReply.SpokenUpdates reply, SseStream events)
    {
        ChatChunkWriter? chunks = null;
        await foreach (var update in reply.ReadAsync(Gone))
        {
            chunks ??= new(Told(reply.Report), AnswerIdentity.Of(update.ResponseId, update.CreatedAt, time), request.IncludeUsage, _withModelInfo, _speaksOfFunctions);
            if (chunks.TryWrite(events.Json, update))
                await events.SendAsync(Gone);
        }

        if (chunks is null)
            throw new InvalidOperationException("A routed stream ended before it began.");
        chunks.WriteFinish(events.Json);
        await events.SendAsync(Gone);
        if (chunks.TryWriteUsage(events.Json))
            await events.SendAsync(Gone);
        await events.SendDoneAsync(Gone);
    }
}
