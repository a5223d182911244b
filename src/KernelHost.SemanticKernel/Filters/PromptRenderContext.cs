namespace Microsoft.SemanticKernel;

/// <summary>One rendering of a prompt, as its filters see it.</summary>
public sealed class PromptRenderContext
{
    internal PromptRenderContext(Kernel kernel, KernelFunction function, KernelArguments arguments)
    {
        Kernel = kernel;
        Function = function;
        Arguments = arguments;
    }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether the model's answer will be streamed.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>The kernel that runs the function.</summary>
    public Kernel Kernel { get; }

    /// <summary>The prompt function.</summary>
    public KernelFunction Function { get; }

    /// <summary>The values for the template.</summary>
    public KernelArguments Arguments { get; }

    /// <summary>The settings the model will be called with.</summary>
    public PromptExecutionSettings? ExecutionSettings { get; init; }

    /// <summary>The text that goes to the model, null before the rendering; may be replaced.</summary>
    public string? RenderedPrompt { get; set; }

    /// <summary>Set it to answer without calling the model.</summary>
    public FunctionResult? Result { get; set; }
}
