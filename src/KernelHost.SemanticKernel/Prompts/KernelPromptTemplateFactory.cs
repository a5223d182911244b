using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Parses the built-in format: <c>{{$variable}}</c>, <c>{{'text'}}</c> and <c>{{plugin.function argument name='text' other=$variable}}</c>.</summary>
public sealed class KernelPromptTemplateFactory : IPromptTemplateFactory
{
    /// <summary>Makes a factory; parsing logs nothing.</summary>
    public KernelPromptTemplateFactory(ILoggerFactory? loggerFactory = null)
    {
    }

    /// <summary>Whether what is inserted may hold markup such as message elements; only if you trust all of it.</summary>
    public bool AllowDangerouslySetContent { get; init; }

    /// <summary>Parses a template.</summary>
    /// <exception cref="KernelException">It is malformed.</exception>
    public bool TryCreate(PromptTemplateConfig templateConfig, [NotNullWhen(true)] out IPromptTemplate? result)
    {
        ArgumentNullException.ThrowIfNull(templateConfig);
        result = templateConfig.TemplateFormat == PromptTemplateConfig.SemanticKernelTemplateFormat
            ? new KernelPromptTemplate(templateConfig, AllowDangerouslySetContent)
            : null;
        return result is not null;
    }
}
