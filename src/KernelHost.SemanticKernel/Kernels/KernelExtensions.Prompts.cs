namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <summary>Renders a prompt template and asks the selected model.</summary>
    public static Task<FunctionResult> InvokePromptAsync(
        this Kernel kernel,
        string promptTemplate,
        KernelArguments? arguments = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        PromptTemplateConfig? promptTemplateConfig = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.InvokeAsync(PromptFunction(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig), arguments, cancellationToken);
    }

    /// <summary>Renders a prompt template, asks the selected model and converts the answer.</summary>
    public static Task<T?> InvokePromptAsync<T>(
        this Kernel kernel,
        string promptTemplate,
        KernelArguments? arguments = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        PromptTemplateConfig? promptTemplateConfig = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.InvokeAsync<T>(PromptFunction(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig), arguments, cancellationToken);
    }

    /// <summary>Renders a prompt template and streams the selected model's answer.</summary>
    public static IAsyncEnumerable<StreamingKernelContent> InvokePromptStreamingAsync(
        this Kernel kernel,
        string promptTemplate,
        KernelArguments? arguments = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        PromptTemplateConfig? promptTemplateConfig = null,
        CancellationToken cancellationToken = default) =>
        InvokePromptStreamingAsync<StreamingKernelContent>(kernel, promptTemplate, arguments, templateFormat, promptTemplateFactory, promptTemplateConfig, cancellationToken);

    /// <summary>Renders a prompt template and streams the selected model's answer, converting each piece.</summary>
    public static IAsyncEnumerable<T> InvokePromptStreamingAsync<T>(
        this Kernel kernel,
        string promptTemplate,
        KernelArguments? arguments = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        PromptTemplateConfig? promptTemplateConfig = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.InvokeStreamingAsync<T>(PromptFunction(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig), arguments, cancellationToken);
    }

    private static KernelFunctionFromPrompt PromptFunction(string template, string? format, IPromptTemplateFactory? factory, PromptTemplateConfig? config)
    {
        if (config is not null && string.IsNullOrWhiteSpace(config.Template))
            config.Template = template;

        return KernelFunctionFromPrompt.Create(config ?? KernelFunctionFromPrompt.Describe(template, format), factory, format);
    }
}
