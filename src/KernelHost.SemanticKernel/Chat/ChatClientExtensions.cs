using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>Uses chat clients as services of a kernel.</summary>
public static class ChatClientExtensions
{
    /// <summary>The client as a chat completion service. It runs functions only if its pipeline does: see UseKernelFunctionInvocation.</summary>
    public static IChatCompletionService AsChatCompletionService(this IChatClient client, IServiceProvider? serviceProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client as IChatCompletionService ?? new ChatClientChatCompletionService(client);
    }

    /// <summary>The model the client asks unless told otherwise.</summary>
    public static string? GetModelId(this IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.GetService<ChatClientMetadata>()?.DefaultModelId;
    }
}
