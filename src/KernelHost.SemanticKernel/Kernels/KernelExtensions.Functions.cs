using System.Reflection;

namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <summary>Makes a function of a delegate.</summary>
    public static KernelFunction CreateFunctionFromMethod(
        this Kernel kernel,
        Delegate method,
        string? functionName = null,
        string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null,
        KernelReturnParameterMetadata? returnParameter = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionFactory.CreateFromMethod(method, functionName, description, parameters, returnParameter, kernel.LoggerFactory);
    }

    /// <summary>Makes a function of a method.</summary>
    public static KernelFunction CreateFunctionFromMethod(
        this Kernel kernel,
        MethodInfo method,
        object? target = null,
        string? functionName = null,
        string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null,
        KernelReturnParameterMetadata? returnParameter = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionFactory.CreateFromMethod(method, target, functionName, description, parameters, returnParameter, kernel.LoggerFactory);
    }

    /// <summary>Makes a function of a prompt template.</summary>
    public static KernelFunction CreateFunctionFromPrompt(
        this Kernel kernel,
        string promptTemplate,
        PromptExecutionSettings? executionSettings = null,
        string? functionName = null,
        string? description = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionFactory.CreateFromPrompt(promptTemplate, executionSettings, functionName, description, templateFormat, promptTemplateFactory, kernel.LoggerFactory);
    }

    /// <summary>Makes a function of a prompt template with settings for several services.</summary>
    public static KernelFunction CreateFunctionFromPrompt(
        this Kernel kernel,
        string promptTemplate,
        IEnumerable<PromptExecutionSettings>? executionSettings,
        string? functionName = null,
        string? description = null,
        string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionFactory.CreateFromPrompt(promptTemplate, executionSettings, functionName, description, templateFormat, promptTemplateFactory, kernel.LoggerFactory);
    }

    /// <summary>Makes a function of a described prompt.</summary>
    public static KernelFunction CreateFunctionFromPrompt(this Kernel kernel, PromptTemplateConfig promptConfig, IPromptTemplateFactory? promptTemplateFactory = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionFactory.CreateFromPrompt(promptConfig, promptTemplateFactory, kernel.LoggerFactory);
    }
}
