using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Runs the functions a model calls, through the kernel's filters, and asks it again with their results until it answers.</summary>
internal sealed class KernelFunctionInvokingChatClient(IChatClient innerClient, IServiceProvider? services) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (LeavesCallsToCaller(options))
            return await base.GetResponseAsync(messages, options, cancellationToken);

        var exchange = new FunctionCallExchange(messages, options, services, isStreaming: false);
        var added = new List<ChatMessage>();
        UsageDetails? usage = null;
        while (true)
        {
            var response = await base.GetResponseAsync(exchange.Messages, exchange.NextOptions(), cancellationToken);
            added.AddRange(response.Messages);
            usage = Sum(usage, response.Usage);
            if (!exchange.Accept(response) || await RunAsync(exchange, added, cancellationToken))
            {
                response.Messages = added;
                response.Usage = usage;
                return response;
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var exchange = LeavesCallsToCaller(options) ? null : new FunctionCallExchange(messages, options, services, isStreaming: true);
        var updates = new List<ChatResponseUpdate>();
        var finished = false;
        while (!finished)
        {
            updates.Clear();
            await foreach (var update in base.GetStreamingResponseAsync(exchange?.Messages ?? messages, exchange is null ? options : exchange.NextOptions(), cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            if (exchange is null || !exchange.Accept(updates.ToChatResponse()))
                yield break;

            finished = await exchange.RunCallsAsync(cancellationToken);
            yield return new ChatResponseUpdate(exchange.Results.Role, exchange.Results.Contents)
            {
                MessageId = exchange.Id,
                ResponseId = exchange.Id,
                CreatedAt = DateTimeOffset.UtcNow,
            };
        }
    }

    private static async Task<bool> RunAsync(FunctionCallExchange exchange, List<ChatMessage> added, CancellationToken cancellationToken)
    {
        var finished = await exchange.RunCallsAsync(cancellationToken);
        added.Add(exchange.Results);
        return finished;
    }

    private static bool LeavesCallsToCaller(ChatOptions? options) =>
        options is KernelChatOptions { ExecutionSettings.FunctionChoiceBehavior: AutoFunctionChoiceBehavior { AutoInvoke: false } or RequiredFunctionChoiceBehavior { AutoInvoke: false } };

    private static UsageDetails? Sum(UsageDetails? total, UsageDetails? more)
    {
        if (total is not null && more is not null)
            total.Add(more);

        return total ?? more;
    }
}
