using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Testing;

/// <summary>Has the parameters of Rubric.generate_rubric.</summary>
public sealed class RubricShapedPlugin
{
    [KernelFunction("generate_rubric")]
    public static string Generate(string prompt, string? scoring_type = null, int? levels = null) => $"{prompt}{scoring_type}{levels}";
}
