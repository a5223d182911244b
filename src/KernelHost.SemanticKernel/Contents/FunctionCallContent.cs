namespace Microsoft.SemanticKernel;

/// <summary>A call that a model asks for.</summary>
public sealed class FunctionCallContent : KernelContent
{
    /// <summary>Makes a call.</summary>
    public FunctionCallContent(string functionName, string? pluginName = null, string? id = null, KernelArguments? arguments = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(functionName);
        FunctionName = functionName;
        PluginName = pluginName;
        Id = id;
        Arguments = arguments;
    }

    /// <summary>The model's id of the call; the result repeats it.</summary>
    public string? Id { get; }

    /// <summary>The plugin's name, if it is told apart from the function's.</summary>
    public string? PluginName { get; }

    /// <summary>The function's name.</summary>
    public string FunctionName { get; }

    /// <summary>What to call it with.</summary>
    public KernelArguments? Arguments { get; }

    /// <summary>Why the call could not be read.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The calls in a message.</summary>
    public static IEnumerable<FunctionCallContent> GetFunctionCalls(ChatMessageContent messageContent)
    {
        ArgumentNullException.ThrowIfNull(messageContent);
        return messageContent.Items.OfType<FunctionCallContent>();
    }

    /// <summary>Runs the function among the kernel's plugins.</summary>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    public async Task<FunctionResultContent> InvokeAsync(Kernel kernel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (Exception is not null)
            throw Exception;

        return new(this, await kernel.InvokeAsync(PluginName, FunctionName, Arguments, cancellationToken));
    }
}
