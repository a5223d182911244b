namespace Microsoft.SemanticKernel;

/// <summary>A kernel, function or template could not do what was asked.</summary>
public class KernelException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public KernelException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    public KernelException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and its cause.</summary>
    public KernelException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
