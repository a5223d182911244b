using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Tests.SemanticKernel;

/// <summary>A model that says what it is told to, one answer per request, and remembers what it was asked; it repeats its last answer.</summary>
internal sealed class FakeChatClient(params AIContent[][] answers) : IChatClient
{
    public FakeChatClient(string answer)
        : this([new Microsoft.Extensions.AI.TextContent(answer)])
    {
    }

    public List<(List<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public string? ModelId { get; init; } = "fake";

    public static AIContent Call(string name, string id = "call-1", Dictionary<string, object?>? arguments = null) =>
        new Microsoft.Extensions.AI.FunctionCallContent(id, name, arguments ?? []);

    public static AIContent Text(string text) => new Microsoft.Extensions.AI.TextContent(text);

    public IChatClient WithFunctionCalling() => new ChatClientBuilder(this).UseKernelFunctionInvocation().Build();

    public IChatCompletionService AsService() => WithFunctionCalling().AsChatCompletionService();

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. Next(messages, options)]))
        {
            ModelId = ModelId,
            Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 2, TotalTokenCount = 3 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var content in Next(messages, options))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ModelId = ModelId };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("fake", new Uri("http://fake/"), ModelId)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private IEnumerable<AIContent> Next(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Requests.Add(([.. messages], options));
        return answers[Math.Min(Requests.Count, answers.Length) - 1].Select(Fresh);
    }

    // Whoever runs a call marks it as done, so that the same one cannot be given twice.
    private static AIContent Fresh(AIContent content) =>
        content is Microsoft.Extensions.AI.FunctionCallContent call
            ? new Microsoft.Extensions.AI.FunctionCallContent(call.CallId, call.Name, call.Arguments)
            : content;
}
