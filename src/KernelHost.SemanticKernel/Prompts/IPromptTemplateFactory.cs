using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>Parses templates of one format.</summary>
public interface IPromptTemplateFactory
{
    /// <summary>Parses a template; false if its format is another one.</summary>
    bool TryCreate(PromptTemplateConfig templateConfig, [NotNullWhen(true)] out IPromptTemplate? result);
}
