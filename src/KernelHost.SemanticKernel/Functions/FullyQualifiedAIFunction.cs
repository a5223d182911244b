using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A function as models see it: its name starts with its plugin's.</summary>
public abstract class FullyQualifiedAIFunction : AIFunction
{
    internal FullyQualifiedAIFunction(KernelFunctionMetadata metadata) => Metadata = metadata;

    /// <summary>What is known about the function.</summary>
    public KernelFunctionMetadata Metadata { get; init; }

    /// <summary>The plugin's name, an underscore and the function's name; without a plugin just the latter.</summary>
    public override string Name => string.IsNullOrWhiteSpace(Metadata.PluginName) ? Metadata.Name : $"{Metadata.PluginName}_{Metadata.Name}";
}
