using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>Asks a provider how it is, or one of its models for a few tokens, outside of any route: for admins who want to know before they rely on it. Thread-safe.</summary>
public sealed class ModelProbe(ProviderConnections connections, ProviderCatalog kinds, TimeProvider time)
{
    private const int FewTokens = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Never throws but for cancellation: what is wrong is in the result. A disabled provider is asked too.</summary>
    public async Task<ProviderProbe> AskAsync(string organization, string name, ProviderSettings settings, TimeSpan patience, CancellationToken cancellationToken)
    {
        var kind = ProviderKinds.Of(name, settings)?.Name ?? settings.Kind ?? name;
        if (!connections.TryConnect(organization, name, settings, out var connection, out var obstacle))
        {
            return new(kind, false, Unasked($"It cannot be called: {obstacle}."));
        }

        if (kinds.Find(connection.Kind) is not { } server)
        {
            return new(kind, false, Unasked($"Providers of kind {connection.Kind} are not available in this build."));
        }

        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return new(kind, true, await server.ProbeAsync(connection, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(kind, true, Unasked($"It did not answer within {patience.TotalSeconds:0} s."));
        }
    }

    /// <summary>A real call of a few tokens.</summary>
    /// <param name="options">Parameters that later calls will have, too.</param>
    /// <exception cref="ProviderException">The model did not answer; the message says what its server said, scrubbed.</exception>
    public async Task<ProbeCall> CallAsync(
        string organization, string name, ProviderSettings settings, string model, ModelType type, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (!connections.TryConnect(organization, name, settings, out var connection, out var obstacle))
        {
            throw new ProviderException(FailureClass.Auth, $"The provider {name} cannot be called: {obstacle}.");
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var started = time.GetTimestamp();
        try
        {
            var usage = await CallAsync(kinds.Get(connection.Kind), connection, model, type, options, either.Token);
            return new(usage?.TotalTokenCount ?? ((usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0)), time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(FailureClass.Timeout, $"{name}/{model} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private static async Task<UsageDetails?> CallAsync(
        IProviderKind kind, ProviderConnection connection, string model, ModelType type, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (type is ModelType.Tts or ModelType.Stt)
        {
            throw new ProviderException(FailureClass.BadRequest, $"A model of type {type.Wire()} cannot be tried with a few tokens.");
        }

        if (type == ModelType.Embedding)
        {
            using var generator = kind.CreateEmbeddingGenerator(connection, model)
                ?? throw new ProviderException(FailureClass.BadRequest, $"The provider {connection.Name} ({kind.Name}) has no embeddings.");
            return (await generator.GenerateAsync(["OK"], new() { ModelId = model }, cancellationToken)).Usage;
        }

        var own = options?.Clone() ?? new();
        (own.ModelId, own.MaxOutputTokens) = (model, Math.Min(own.MaxOutputTokens ?? FewTokens, FewTokens));
        using var client = kind.CreateChatClient(connection, model);
        return (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Say OK.")], own, cancellationToken)).Usage;
    }

    private static ProbeResult Unasked(string error) => new(Reachable: false, KeyAccepted: null, [], TimeSpan.Zero, error);
}

/// <param name="Asked">Whether there was anybody to ask: false when the settings lack something.</param>
public sealed record ProviderProbe(string Kind, bool Asked, ProbeResult Result);

public sealed record ProbeCall(long Tokens, TimeSpan Latency);
