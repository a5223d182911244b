using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function without running it.</summary>
public sealed class KernelFunctionMetadata
{
    private string _name = "";
    private string _description = "";

    /// <summary>Makes one for a function's name.</summary>
    /// <exception cref="ArgumentException">It is not a valid name.</exception>
    public KernelFunctionMetadata(string name) => Name = name;

    /// <summary>Copies one.</summary>
    public KernelFunctionMetadata(KernelFunctionMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Name = metadata.Name;
        PluginName = metadata.PluginName;
        Description = metadata.Description;
        Parameters = metadata.Parameters;
        ReturnParameter = metadata.ReturnParameter;
        AdditionalProperties = metadata.AdditionalProperties;
    }

    /// <summary>The name within its plugin.</summary>
    public string Name
    {
        get => _name;
        set
        {
            Names.RequireFunctionName(value);
            _name = value;
        }
    }

    /// <summary>The plugin's name; null outside of a plugin.</summary>
    public string? PluginName { get; set; }

    /// <summary>What the function does; never null.</summary>
    [AllowNull]
    public string Description
    {
        get => _description;
        set => _description = value ?? "";
    }

    /// <summary>What it takes from the arguments, without what the kernel injects.</summary>
    public IReadOnlyList<KernelParameterMetadata> Parameters { get; set; } = [];

    /// <summary>What it returns.</summary>
    public KernelReturnParameterMetadata ReturnParameter { get; set; } = new();

    /// <summary>The author's own additions.</summary>
    public ReadOnlyDictionary<string, object?> AdditionalProperties { get; set; } = ReadOnlyDictionary<string, object?>.Empty;
}
