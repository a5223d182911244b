using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace KernelHost.Kernels;

/// <summary>What every routed call needs from the host: connections, kinds, the loop, and the one log line per call. Singleton, thread-safe.</summary>
internal sealed partial class ModelCalls(ProviderConnections connections, ProviderCatalog kinds, FailoverLoop loop, ModelRecords records, TimeProvider time, ILogger<ModelCalls> logger)
{
    private const int LongestLoggedName = 100;

    /// <summary>Why a provider cannot be called as it is configured, or null.</summary>
    public string? ObstacleTo(string organization, string name, ProviderSettings settings) =>
        !connections.TryConnect(organization, name, settings, out var connection, out var obstacle) ? obstacle
        : kinds.Find(connection.Kind) is null ? $"providers of kind {connection.Kind} are not available in this build"
        : null;

    public ModelEndpoints EndpointsOf(string name, ProviderSettings settings) =>
        ProviderKinds.Of(name, settings) is { } kind && kinds.Find(kind.Name) is { } server ? server.Serves : ModelEndpoints.All;

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

    /// <summary>Resolves the request and walks its route. A call that no candidate served is logged here; who gets an answer calls <see cref="Finish"/>.</summary>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public async Task<Served<T>> ServeAsync<T>(
        SetupSnapshot setup, ModelRequest request, Func<Candidate, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var started = Now();
        try
        {
            var route = setup.Resolve(request).Require();
            return await loop.ExecuteAsync(route, setup.Setup.Fallback, (candidate, attempted) => AttemptAsync(setup, candidate, attempt, attempted, cancellationToken), cancellationToken);
        }
        catch (ModelCallException failure)
        {
            LogNotServed(setup.Organization, setup.Name, CallScope.Current?.KeyId, Loggable(request.Model), failure.Reason,
                (failure as ProviderException)?.Attempts ?? 0, Milliseconds(started));
            throw;
        }
    }

    /// <summary>Tells the caller's scope and the log how a call went.</summary>
    /// <param name="whole">False when the answer broke off: its client went away, or the upstream did.</param>
    public void Finish(SetupSnapshot setup, ModelCallReport report, long started, bool whole = true)
    {
        var scope = CallScope.Current;
        scope?.Add(report);
        if (report.Usage is { } usage)
        {
            records.Used(setup.Organization, setup.Name, report.Provider, report.Resolved, usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0)));
        }

        if (logger.IsEnabled(LogLevel.Information))
        {
            LogCall(setup.Organization, setup.Name, scope?.KeyId, Loggable(report.Requested ?? report.ServiceId), $"{report.Provider}/{report.Resolved}",
                whole ? "answered" : "broken off", report.FallbackReason, report.Attempts, report.Usage?.InputTokenCount, report.Usage?.OutputTokenCount, Milliseconds(started));
        }
    }

    public void Forget(string organization) => records.Forget(organization);

    /// <summary>One attempt, with its outcome put on record. A caller who goes away is no outcome.</summary>
    private async Task<T> AttemptAsync<T>(
        SetupSnapshot setup, Candidate candidate, Func<Candidate, CancellationToken, Task<T>> attempt, CancellationToken attempted, CancellationToken caller)
    {
        try
        {
            var value = await attempt(candidate, attempted);
            records.Served(setup.Organization, setup.Name, candidate.Provider, candidate.Model);
            return value;
        }
        catch (ProviderException failure) when (Record(setup, candidate, failure, caller))
        {
            throw;
        }
        catch (OperationCanceledException) when (Record(setup, candidate, new(FailureClass.Timeout, "The call's deadline passed."), caller))
        {
            throw;
        }
    }

    /// <returns>False: the exception goes on.</returns>
    private bool Record(SetupSnapshot setup, Candidate candidate, ProviderException failure, CancellationToken caller)
    {
        if (!caller.IsCancellationRequested)
        {
            records.Failed(setup.Organization, setup.Name, candidate.Provider, candidate.Model, failure);
        }

        return false;
    }

    private long Milliseconds(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>What a client wrote, fit for one line of a log.</summary>
    private static string Loggable(string? written) => written is not { Length: > 0 } ? ServiceIds.Default
        : string.Concat(written.Take(LongestLoggedName).Select(c => char.IsControl(c) ? '?' : c));

    public (IProviderKind Kind, ProviderConnection Connection) Connect(SetupSnapshot setup, Candidate candidate)
    {
        var settings = setup.Setup.Providers.Find(candidate.Provider)
            ?? throw new ProviderException(FailureClass.Error, $"There is no provider {candidate.Provider}.");
        if (!connections.TryConnect(setup.Organization, candidate.Provider, settings, out var connection, out var obstacle))
        {
            throw new ProviderException(FailureClass.Auth, $"The provider {candidate.Provider} cannot be called: {obstacle}.");
        }

        return (kinds.Get(connection.Kind), connection);
    }

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} -> {Resolved} {Outcome} (reason {Reason}, attempts {Attempts}, tokens {TokensIn}+{TokensOut}, {DurationMs} ms)")]
    private partial void LogCall(string organization, string setup, string? keyId, string requested, string resolved, string outcome, string? reason, int attempts, long? tokensIn, long? tokensOut, long durationMs);

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} not served (reason {Reason}, attempts {Attempts}, {DurationMs} ms)")]
    private partial void LogNotServed(string organization, string setup, string? keyId, string requested, string reason, int attempts, long durationMs);
}
