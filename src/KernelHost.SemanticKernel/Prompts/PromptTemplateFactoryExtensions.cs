namespace Microsoft.SemanticKernel;

/// <summary>Parses templates.</summary>
public static class PromptTemplateFactoryExtensions
{
    /// <summary>Parses a template.</summary>
    /// <exception cref="KernelException">The format is another one, or the template is malformed.</exception>
    public static IPromptTemplate Create(this IPromptTemplateFactory factory, PromptTemplateConfig templateConfig)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(templateConfig);
        return factory.TryCreate(templateConfig, out var template)
            ? template
            : throw new KernelException($"The template format '{templateConfig.TemplateFormat}' is not supported.");
    }
}
