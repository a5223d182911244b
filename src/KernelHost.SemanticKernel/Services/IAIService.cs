namespace Microsoft.SemanticKernel.Services;

/// <summary>A model as a service of a kernel.</summary>
public interface IAIService
{
    /// <summary>What the service tells about itself: see the keys of <see cref="AIServiceExtensions"/>.</summary>
    IReadOnlyDictionary<string, object?> Attributes { get; }
}
