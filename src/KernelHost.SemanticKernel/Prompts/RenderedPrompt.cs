namespace Microsoft.SemanticKernel;

/// <summary>A prompt that is ready to be sent.</summary>
/// <param name="Result">Set if a filter has answered it already.</param>
internal sealed record RenderedPrompt(PromptModel Model, string Text, PromptExecutionSettings? Settings, FunctionResult? Result);
