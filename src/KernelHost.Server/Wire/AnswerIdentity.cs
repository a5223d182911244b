namespace KernelHost.Server.Wire;

/// <summary>What every object of one answer begins with, the chunks of a stream too.</summary>
internal readonly record struct AnswerIdentity(string Id, long Created)
{
    /// <summary>The model server's own id and time, else made here.</summary>
    public static AnswerIdentity Of(string? id, DateTimeOffset? created, TimeProvider time) => new(
        id is { Length: > 0 } ? id : $"chatcmpl-{Guid.CreateVersion7():N}",
        (created ?? time.GetUtcNow()).ToUnixTimeSeconds());
}
