using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>What to say about a function instead of what its method says.</summary>
public sealed class KernelFunctionFromMethodOptions
{
    /// <summary>The name.</summary>
    public string? FunctionName { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Its parameters.</summary>
    public IEnumerable<KernelParameterMetadata>? Parameters { get; init; }

    /// <summary>Its result.</summary>
    public KernelReturnParameterMetadata? ReturnParameter { get; init; }

    /// <summary>Accepted for compatibility; creating a function logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The author's own additions.</summary>
    public ReadOnlyDictionary<string, object?>? AdditionalMetadata { get; init; }
}
