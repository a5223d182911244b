namespace KernelHost.Upstream.Wires;

/// <summary>How a wire says things that every wire has to say.</summary>
internal interface IDialect
{
    /// <summary>As in <see cref="JournalEntry.Wire"/>.</summary>
    string Name { get; }

    /// <summary>Whether a key can be demanded.</summary>
    bool HasKeys { get; }

    string StreamContentType { get; }

    /// <summary>What an idle stream sends to keep the connection open.</summary>
    byte[] SignOfLife { get; }

    /// <summary>A piece of a stream that no reader can read.</summary>
    Part Unreadable { get; }

    string? KeyOf(IHeaderDictionary headers);

    /// <summary>A whole answer that is an error.</summary>
    Reply Error(Failure failure);

    /// <summary>The same error inside a stream.</summary>
    Part ErrorPart(Failure failure);
}

/// <summary>An error before a wire gives it its form.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Code">OpenAI's; the other wires choose their own words by status.</param>
internal sealed record Failure(int Status, string Message, string? Code = null, string? Param = null);

/// <summary>The request is not what this wire allows.</summary>
internal sealed class RefusedException(Failure failure) : Exception(failure.Message)
{
    public Failure Failure { get; } = failure;
}
