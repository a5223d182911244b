using System.Text;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of a call that a model asks for.</summary>
public class StreamingFunctionCallUpdateContent(string? callId = null, string? name = null, string? arguments = null, int functionCallIndex = 0)
    : StreamingKernelContent
{
    /// <summary>The model's id of the call.</summary>
    public string? CallId { get; init; } = callId;

    /// <summary>The function's name as the model knows it.</summary>
    public string? Name { get; init; } = name;

    /// <summary>A piece of the arguments' JSON, or all of it.</summary>
    public string? Arguments { get; init; } = arguments;

    /// <summary>Which of the answer's calls it belongs to.</summary>
    public int FunctionCallIndex { get; init; } = functionCallIndex;

    /// <summary>Which request's answer it belongs to.</summary>
    public int RequestIndex { get; init; }

    /// <summary>The type's name: a call has no text.</summary>
    public override string ToString() => nameof(StreamingFunctionCallUpdateContent);

    /// <summary>The bytes of <see cref="ToString"/>.</summary>
    public override byte[] ToByteArray() => Encoding.UTF8.GetBytes(ToString());
}
