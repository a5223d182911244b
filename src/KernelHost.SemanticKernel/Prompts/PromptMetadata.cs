namespace Microsoft.SemanticKernel;

internal static class PromptMetadata
{
    public static KernelFunctionMetadata Of(PromptTemplateConfig config) => new(config.Name ?? $"Function_{Guid.NewGuid():N}")
    {
        Description = config.Description,
        Parameters = [.. config.InputVariables.Select(Parameter)],
        ReturnParameter = config.OutputVariable is { } output
            ? new() { Description = output.Description, Schema = Schema(output.JsonSchema) }
            : new(),
    };

    private static KernelParameterMetadata Parameter(InputVariable variable) => new(variable.Name)
    {
        Description = variable.Description,
        DefaultValue = variable.Default,
        IsRequired = variable.IsRequired,
        ParameterType = Schema(variable.JsonSchema) is null ? variable.Default?.GetType() ?? typeof(string) : null,
        Schema = Schema(variable.JsonSchema),
    };

    private static KernelJsonSchema? Schema(string? json) => string.IsNullOrWhiteSpace(json) ? null : KernelJsonSchema.Parse(json);
}
