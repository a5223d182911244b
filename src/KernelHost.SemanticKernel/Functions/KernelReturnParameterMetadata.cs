using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function's result.</summary>
public sealed class KernelReturnParameterMetadata
{
    private string description = "";
    private Type? parameterType;
    private KernelJsonSchema? schema;
    private KernelJsonSchema? inferred;

    /// <summary>Makes one that says nothing.</summary>
    public KernelReturnParameterMetadata()
    {
    }

    /// <summary>Copies one.</summary>
    public KernelReturnParameterMetadata(KernelReturnParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        description = metadata.description;
        parameterType = metadata.parameterType;
        schema = metadata.schema;
        inferred = metadata.inferred;
    }

    /// <summary>What it means; never null.</summary>
    [AllowNull]
    public string Description
    {
        get => description;
        set => (description, inferred) = (value ?? "", null);
    }

    /// <summary>The .NET type, if known; that of the awaited value.</summary>
    public Type? ParameterType
    {
        get => parameterType;
        set => (parameterType, inferred) = (value, null);
    }

    /// <summary>The schema that was set, else one made from the type; null if there is neither.</summary>
    public KernelJsonSchema? Schema
    {
        get => schema ?? (inferred ??= KernelJsonSchema.Infer(parameterType, description));
        set => schema = value;
    }
}
