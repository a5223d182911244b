namespace KernelHost.Knowledge.Indexing;

/// <summary>Makes vectors of texts. Thread-safe.</summary>
internal interface IPassageEmbedder
{
    /// <param name="model">The one model that may answer, <c>provider/model</c>.</param>
    /// <returns>One vector for each text, of one length and not scaled.</returns>
    /// <exception cref="EmbeddingException"/>
    Task<IReadOnlyList<float[]>> EmbedAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken);
}

/// <summary>No vectors were made. The message is for people and holds no key.</summary>
/// <param name="isInputs">The model refused these texts; others it may take. False = it cannot be asked now.</param>
internal sealed class EmbeddingException(string message, bool isInputs, Exception? inner = null) : Exception(message, inner)
{
    public bool IsInputs => isInputs;
}
