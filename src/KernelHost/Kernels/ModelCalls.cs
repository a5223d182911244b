using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace KernelHost.Kernels;

/// <summary>What every routed call needs from the host: connections, kinds, the loop, and the one log line per call. Singleton, thread-safe.</summary>
internal sealed partial class ModelCalls(ProviderConnections connections, ProviderCatalog kinds, FailoverLoop loop, TimeProvider time, ILogger<ModelCalls> logger)
{
    public FailoverLoop Loop => loop;

    /// <summary>Why a provider cannot be called as it is configured, or null.</summary>
    public string? ObstacleTo(string name, ProviderSettings settings) =>
        !connections.TryConnect(name, settings, out var connection, out var obstacle) ? obstacle
        : kinds.Find(connection.Kind) is null ? $"providers of kind {connection.Kind} are not available in this build"
        : null;

    public long Now() => time.GetTimestamp();

    public IChatClient ChatClient(SetupSnapshot setup, Candidate candidate)
    {
        var (kind, connection) = Connect(setup, candidate);
        return kind.CreateChatClient(connection, candidate.Model);
    }

    public IEmbeddingGenerator<string, Embedding<float>> EmbeddingGenerator(SetupSnapshot setup, Candidate candidate)
    {
        var (kind, connection) = Connect(setup, candidate);
        return kind.CreateEmbeddingGenerator(connection, candidate.Model)
            ?? throw new ProviderException(FailureClass.BadRequest, $"The provider {candidate.Provider} ({kind.Name}) has no embeddings.");
    }

    /// <summary>Tells the caller's scope and the log how a call went.</summary>
    public void Finish(SetupSnapshot setup, ModelCallReport report, long started)
    {
        var scope = CallScope.Current;
        scope?.Add(report);
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogCall(setup.Organization, setup.Name, scope?.KeyId, report.Requested ?? report.ServiceId ?? ServiceIds.Default, $"{report.Provider}/{report.Resolved}",
                report.FallbackReason, report.Attempts, report.Usage?.InputTokenCount, report.Usage?.OutputTokenCount, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private (IProviderKind Kind, ProviderConnection Connection) Connect(SetupSnapshot setup, Candidate candidate)
    {
        var settings = setup.Setup.Providers.Find(candidate.Provider)
            ?? throw new ProviderException(FailureClass.Error, $"There is no provider {candidate.Provider}.");
        if (!connections.TryConnect(candidate.Provider, settings, out var connection, out var obstacle))
        {
            throw new ProviderException(FailureClass.Auth, $"The provider {candidate.Provider} cannot be called: {obstacle}.");
        }

        return (kinds.Get(connection.Kind), connection);
    }

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} -> {Resolved} (reason {Reason}, attempts {Attempts}, tokens {TokensIn}+{TokensOut}, {DurationMs} ms)")]
    private partial void LogCall(string organization, string setup, string? keyId, string requested, string resolved, string? reason, int attempts, long? tokensIn, long? tokensOut, long durationMs);
}
