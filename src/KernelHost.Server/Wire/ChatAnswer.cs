using System.Text.Json;
using KernelHost.Server.Errors;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>One answer to one chat request, whole or as a stream. Nothing is sent before the model's first content: until then a failure is a status.</summary>
internal sealed class ChatAnswer(HttpContext context, ChatCompletionRequest request, TimeProvider time)
{
    private readonly bool _withModelInfo = context.Request.WantsModelInfo();

    private CancellationToken Gone => context.RequestAborted;

    public Task WriteAsync(IChatClient client) => request.Stream ? StreamAsync(client) : WholeAsync(client);

    private async Task WholeAsync(IChatClient client)
    {
        var response = await client.GetResponseAsync(request.Messages, request.Options, Gone);
        var report = ModelHeaders.ReportIn(response.AdditionalProperties);
        context.Response.Report(report);
        await context.WriteJsonAsync(json =>
            ChatCompletionWriter.Write(json, response, report, AnswerIdentity.Of(response.ResponseId, response.CreatedAt, time), _withModelInfo));
    }

    private async Task StreamAsync(IChatClient client)
    {
        await using var updates = client.GetStreamingResponseAsync(request.Messages, request.Options, Gone).GetAsyncEnumerator(Gone);
        if (!await updates.MoveNextAsync())
            throw new InvalidOperationException("A routed stream ended before it began.");

        using var events = new SseStream(context.Response);
        try
        {
            await SendAsync(updates, events);
        }
        catch (Exception failure) when (context.Response.HasStarted && !Gone.IsCancellationRequested)
        {
            await SendErrorAsync(failure, events);
        }
    }

    private async Task SendAsync(IAsyncEnumerator<ChatResponseUpdate> updates, SseStream events)
    {
        var first = updates.Current;
        var report = ModelHeaders.ReportIn(first.AdditionalProperties);
        context.Response.Report(report);
        var chunks = new ChatChunkWriter(report, AnswerIdentity.Of(first.ResponseId, first.CreatedAt, time), request.IncludeUsage, _withModelInfo);
        do
        {
            if (chunks.TryWrite(events.Json, updates.Current))
                await events.SendAsync(Gone);
        }
        while (await updates.MoveNextAsync());

        chunks.WriteFinish(events.Json);
        await events.SendAsync(Gone);
        if (chunks.TryWriteUsage(events.Json))
            await events.SendAsync(Gone);
        await events.SendDoneAsync(Gone);
    }

    /// <summary>The status is long gone; the error object, and no [DONE] behind it, are what tells the client.</summary>
    private async Task SendErrorAsync(Exception failure, SseStream events)
    {
        events.Discard();
        var error = await context.RequestServices.GetRequiredService<ErrorHandler>().DescribeAsync(failure, context);
        JsonSerializer.Serialize(events.Json, OpenAiErrorWriter.Envelope(error), ErrorJson.Readable.OpenAiErrorEnvelope);
        await events.SendErrorAsync(Gone);
    }
}
