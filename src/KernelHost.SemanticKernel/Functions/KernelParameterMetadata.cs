using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function's parameter.</summary>
public sealed class KernelParameterMetadata
{
    private string name = "";
    private string description = "";
    private object? defaultValue;
    private Type? parameterType;
    private KernelJsonSchema? schema;
    private KernelJsonSchema? inferred;

    /// <summary>Makes one for a parameter's name.</summary>
    public KernelParameterMetadata(string name) => Name = name;

    /// <summary>Copies one.</summary>
    public KernelParameterMetadata(KernelParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        name = metadata.name;
        description = metadata.description;
        defaultValue = metadata.defaultValue;
        parameterType = metadata.parameterType;
        schema = metadata.schema;
        inferred = metadata.inferred;
        IsRequired = metadata.IsRequired;
    }

    /// <summary>The name in the arguments.</summary>
    public string Name
    {
        get => name;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            name = value;
        }
    }

    /// <summary>What it is for; never null.</summary>
    [AllowNull]
    public string Description
    {
        get => description;
        set => (description, inferred) = (value ?? "", null);
    }

    /// <summary>What is used when the argument is missing.</summary>
    public object? DefaultValue
    {
        get => defaultValue;
        set => (defaultValue, inferred) = (value, null);
    }

    /// <summary>Whether the argument must be given.</summary>
    public bool IsRequired { get; set; }

    /// <summary>The .NET type, if known.</summary>
    public Type? ParameterType
    {
        get => parameterType;
        set => (parameterType, inferred) = (value, null);
    }

    /// <summary>The schema that was set, else one made from the type; null if there is neither.</summary>
    public KernelJsonSchema? Schema
    {
        get => schema ?? (inferred ??= KernelJsonSchema.Infer(parameterType, description, defaultValue));
        set => schema = value;
    }
}
