using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace Microsoft.SemanticKernel;

/// <summary>The service a prompt goes to: a chat completion service if one fits, else a chat client.</summary>
internal abstract class PromptModel
{
    public static PromptModel Select(Kernel kernel, KernelFunction function, KernelArguments arguments, out PromptExecutionSettings? settings)
    {
        var selector = kernel.ServiceSelector;
        if (selector.TrySelectAIService<IChatCompletionService>(kernel, function, arguments, out var service, out settings))
            return new ServiceModel(service);
        if (selector is IChatClientSelector clients && clients.TrySelectChatClient<IChatClient>(kernel, function, arguments, out var client, out settings))
            return new ClientModel(client);

        throw new KernelException($"No chat completion service or chat client fits '{function}'.{AIServiceExtensions.Expected(function)}");
    }

    public abstract Task<FunctionResult> AskAsync(KernelFunction function, RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken);

    public abstract IAsyncEnumerable<object> StreamAsync(RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken);

    private sealed class ServiceModel(IChatCompletionService service) : PromptModel
    {
        public override async Task<FunctionResult> AskAsync(KernelFunction function, RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken)
        {
            var answers = await service.GetChatMessageContentsAsync(prompt.Text, prompt.Settings, kernel, cancellationToken);
            return answers switch
            {
                [] => new(function, culture: kernel.Culture),
                [var answer] => new(function, answer, kernel.Culture, answer.Metadata),
                _ => new(function, answers, kernel.Culture),
            };
        }

        public override IAsyncEnumerable<object> StreamAsync(RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken) =>
            service.GetStreamingChatMessageContentsAsync(prompt.Text, prompt.Settings, kernel, cancellationToken);
    }

    private sealed class ClientModel(IChatClient client) : PromptModel
    {
        public override async Task<FunctionResult> AskAsync(KernelFunction function, RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken)
        {
            var response = await client.GetResponseAsync(Messages(prompt), prompt.Settings.ToChatOptions(kernel), cancellationToken);
            return new(function, response, kernel.Culture, response.AdditionalProperties);
        }

        public override IAsyncEnumerable<object> StreamAsync(RenderedPrompt prompt, Kernel kernel, CancellationToken cancellationToken) =>
            client.GetStreamingResponseAsync(Messages(prompt), prompt.Settings.ToChatOptions(kernel), cancellationToken);

        private static List<ChatMessage> Messages(RenderedPrompt prompt)
        {
            var history = ChatPromptParser.Parse(prompt.Text);
            return (prompt.Settings?.Prepare(history) ?? history).ToChatMessages();
        }
    }
}
