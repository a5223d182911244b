using Microsoft.SemanticKernel.ChatCompletion;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>One call that a model asked for, as its filters see it.</summary>
public class AutoFunctionInvocationContext : AI.FunctionInvocationContext
{
    private ChatHistory? _history;

    /// <summary>Makes one by hand, for chat services that call functions themselves.</summary>
    public AutoFunctionInvocationContext(Kernel kernel, KernelFunction function, FunctionResult result, ChatHistory chatHistory, ChatMessageContent chatMessageContent)
    {
        base.Options = new KernelChatOptions(kernel) { ChatMessageContent = chatMessageContent };
        base.Function = function;
        Messages = chatHistory.ToChatMessages();
        _history = chatHistory;
        Result = result;
    }

    internal AutoFunctionInvocationContext(KernelChatOptions options, KernelFunction function)
    {
        base.Options = options;
        base.Function = function;
        Result = new FunctionResult(function, culture: options.Kernel.Culture);
    }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the function is called with.</summary>
    public new KernelArguments? Arguments
    {
        get => base.Arguments as KernelArguments;
        init => base.Arguments = value ?? [];
    }

    /// <summary>Which request to the model led to this call, counted from 0.</summary>
    public int RequestSequenceIndex
    {
        get => Iteration;
        init => Iteration = value;
    }

    /// <summary>Which of the calls of one answer this is, counted from 0.</summary>
    public int FunctionSequenceIndex
    {
        get => FunctionCallIndex;
        init => FunctionCallIndex = value;
    }

    /// <summary>The model's id of the call.</summary>
    public string? ToolCallId
    {
        get => CallContent.CallId;
        init => CallContent = new(value ?? "", CallContent.Name, CallContent.Arguments);
    }

    /// <summary>The model's message that holds the call.</summary>
    public ChatMessageContent ChatMessageContent => KernelOptions.ChatMessageContent ?? throw new InvalidOperationException("There is no message for this call.");

    /// <summary>The settings of the request.</summary>
    public PromptExecutionSettings? ExecutionSettings
    {
        get => KernelOptions.ExecutionSettings;
        init => KernelOptions.ExecutionSettings = value;
    }

    /// <summary>The conversation so far.</summary>
    public ChatHistory ChatHistory => _history ??= Messages.ToChatHistory();

    /// <summary>The function.</summary>
    public new KernelFunction Function => (KernelFunction)base.Function;

    /// <summary>The kernel that runs it.</summary>
    public Kernel Kernel => KernelOptions.Kernel;

    /// <summary>What it returned, empty before the call; may be replaced.</summary>
    public FunctionResult Result { get; set; }

    private KernelChatOptions KernelOptions => (KernelChatOptions)(Options ?? throw new InvalidOperationException("The call has no options."));
}
