namespace Microsoft.SemanticKernel;

/// <summary>A parsed template.</summary>
public interface IPromptTemplate
{
    /// <summary>Fills the template in.</summary>
    Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default);
}
