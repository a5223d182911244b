using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Makes functions of methods and prompts.</summary>
public static class KernelFunctionFactory
{
    /// <summary>Makes a function of a delegate.</summary>
    public static KernelFunction CreateFromMethod(
        Delegate method,
        string? functionName = null,
        string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null,
        KernelReturnParameterMetadata? returnParameter = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        return CreateFromMethod(method.Method, method.Target, functionName, description, parameters, returnParameter, loggerFactory);
    }

    /// <summary>Makes a function of a delegate.</summary>
    public static KernelFunction CreateFromMethod(Delegate method, KernelFunctionFromMethodOptions? options)
    {
        ArgumentNullException.ThrowIfNull(method);
        return CreateFromMethod(method.Method, method.Target, options);
    }

    /// <summary>Makes a function of a method; its target is null if it is static.</summary>
    public static KernelFunction CreateFromMethod(
        MethodInfo method,
        object? target = null,
        string? functionName = null,
        string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null,
        KernelReturnParameterMetadata? returnParameter = null,
        ILoggerFactory? loggerFactory = null) =>
        CreateFromMethod(method, target, new KernelFunctionFromMethodOptions
        {
            FunctionName = functionName,
            Description = description,
            Parameters = parameters,
            ReturnParameter = returnParameter,
            LoggerFactory = loggerFactory,
        });

    /// <summary>Makes a function of a method; its target is null if it is static.</summary>
    public static KernelFunction CreateFromMethod(MethodInfo method, object? target, KernelFunctionFromMethodOptions? options) =>
        KernelFunctionFromMethod.Create(method, target, options ?? new());

    /// <summary>Makes a function of a prompt template.</summary>
    public static KernelFunction CreateFromPrompt(
        string promptTemplate,
        PromptExecutionSettings? executionSettings = null,
        string? functionName = null,
        string? description = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        ILoggerFactory? loggerFactory = null) =>
        CreateFromPrompt(promptTemplate, executionSettings is null ? null : [executionSettings], functionName, description, templateFormat, promptTemplateFactory, loggerFactory);

    /// <summary>Makes a function of a prompt template with settings for several services.</summary>
    public static KernelFunction CreateFromPrompt(
        string promptTemplate,
        IEnumerable<PromptExecutionSettings>? executionSettings,
        string? functionName = null,
        string? description = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null,
        ILoggerFactory? loggerFactory = null)
    {
        var config = KernelFunctionFromPrompt.Describe(promptTemplate, templateFormat);
        config.Name = functionName;
        config.Description = description ?? config.Description;
        if (executionSettings is not null)
            config.ExecutionSettings = PromptExecutionSettings.ByServiceId(executionSettings);

        return KernelFunctionFromPrompt.Create(config, promptTemplateFactory, templateFormat);
    }

    /// <summary>Makes a function of a described prompt.</summary>
    public static KernelFunction CreateFromPrompt(PromptTemplateConfig promptConfig, IPromptTemplateFactory? promptTemplateFactory = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(promptConfig);
        return CreateFromPrompt((promptTemplateFactory ?? new KernelPromptTemplateFactory()).Create(promptConfig), promptConfig, loggerFactory);
    }

    /// <summary>Makes a function of a parsed template and its description.</summary>
    public static KernelFunction CreateFromPrompt(IPromptTemplate promptTemplate, PromptTemplateConfig promptConfig, ILoggerFactory? loggerFactory = null) =>
        new KernelFunctionFromPrompt(promptTemplate, promptConfig);
}
