using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function's result.</summary>
public sealed class KernelReturnParameterMetadata
{
    private string _description = "";
    private Type? _parameterType;
    private KernelJsonSchema? _schema;
    private KernelJsonSchema? _inferred;

    /// <summary>Makes one that says nothing.</summary>
    public KernelReturnParameterMetadata()
    {
    }

    /// <summary>Copies one.</summary>
    public KernelReturnParameterMetadata(KernelReturnParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        _description = metadata._description;
        _parameterType = metadata._parameterType;
        _schema = metadata._schema;
        _inferred = metadata._inferred;
    }

    /// <summary>What it means; never null.</summary>
    [AllowNull]
    public string Description
    {
        get => _description;
        set => (_description, _inferred) = (value ?? "", null);
    }

    /// <summary>The .NET type, if known; that of the awaited value.</summary>
    public Type? ParameterType
    {
        get => _parameterType;
        set => (_parameterType, _inferred) = (value, null);
    }

    /// <summary>The schema that was set, else one made from the type; null if there is neither.</summary>
    public KernelJsonSchema? Schema
    {
        get => _schema ?? (_inferred ??= KernelJsonSchema.Infer(_parameterType, _description));
        set => _schema = value;
    }
}
