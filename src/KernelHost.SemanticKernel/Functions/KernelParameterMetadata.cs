using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function's parameter.</summary>
public sealed class KernelParameterMetadata
{
    private string _name = "";
    private string _description = "";
    private object? _defaultValue;
    private Type? _parameterType;
    private KernelJsonSchema? _schema;
    private KernelJsonSchema? _inferred;

    /// <summary>Makes one for a parameter's name.</summary>
    public KernelParameterMetadata(string name) => Name = name;

    /// <summary>Copies one.</summary>
    public KernelParameterMetadata(KernelParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        _name = metadata._name;
        _description = metadata._description;
        _defaultValue = metadata._defaultValue;
        _parameterType = metadata._parameterType;
        _schema = metadata._schema;
        _inferred = metadata._inferred;
        IsRequired = metadata.IsRequired;
    }

    /// <summary>The name in the arguments.</summary>
    public string Name
    {
        get => _name;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _name = value;
        }
    }

    /// <summary>What it is for; never null.</summary>
    [AllowNull]
    public string Description
    {
        get => _description;
        set => (_description, _inferred) = (value ?? "", null);
    }

    /// <summary>What is used when the argument is missing.</summary>
    public object? DefaultValue
    {
        get => _defaultValue;
        set => (_defaultValue, _inferred) = (value, null);
    }

    /// <summary>Whether the argument must be given.</summary>
    public bool IsRequired { get; set; }

    /// <summary>The .NET type, if known.</summary>
    public Type? ParameterType
    {
        get => _parameterType;
        set => (_parameterType, _inferred) = (value, null);
    }

    /// <summary>The schema that was set, else one made from the type; null if there is neither.</summary>
    public KernelJsonSchema? Schema
    {
        get => _schema ?? (_inferred ??= KernelJsonSchema.Infer(_parameterType, _description, _defaultValue));
        set => _schema = value;
    }
}
