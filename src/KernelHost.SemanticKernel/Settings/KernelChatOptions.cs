using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Options that carry the kernel through a chat client's pipeline to where functions are called.</summary>
internal sealed class KernelChatOptions(Kernel kernel, ChatOptions? options = null, PromptExecutionSettings? settings = null) : ChatOptions(options)
{
    public Kernel Kernel => kernel;

    public PromptExecutionSettings? ExecutionSettings { get; set; } = settings;

    public ChatMessageContent? ChatMessageContent { get; set; }

    public override ChatOptions Clone() => new KernelChatOptions(kernel, this, ExecutionSettings) { ChatMessageContent = ChatMessageContent };
}
