namespace Microsoft.SemanticKernel;

/// <summary>Stands around the rendering of prompts.</summary>
public interface IPromptRenderFilter
{
    /// <summary>Runs in place of the rendering.</summary>
    Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next);
}
