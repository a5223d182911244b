using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace KernelHost.Kernels;

/// <summary>What every routed call needs from the host: connections, kinds, the loop, and the one log line per call. Singleton, thread-safe.</summary>
internal sealed partial class ModelCalls(
    ProviderConnections connections, ProviderCatalog kinds, Forwarder forwarder, FailoverLoop loop, ModelRecords records, TimeProvider time, ILogger<ModelCalls> logger)
{
    private const int LongestLoggedName = 100;

    public Forwarder Forwarder => forwarder;

    /// <summary>A provider made ready to be called, or why it cannot be.</summary>
    public ProviderLink? Link(string organization, string name, ProviderSettings settings, out string? obstacle)
    {
        if (!connections.TryConnect(organization, name, settings, out var connection, out obstacle))
            return null;
        if (kinds.Find(connection.Kind) is { } kind)
            return new(kind, connection);
        obstacle = $"providers of kind {connection.Kind} are not available in this build";
        return null;
    }

    public ModelEndpoints EndpointsOf(string name, ProviderSettings settings) =>
        ProviderKinds.Of(name, settings) is { } kind && kinds.Find(kind.Name) is { } server ? server.Serves : ModelEndpoints.All;

    public long Now() => time.GetTimestamp();

    public static IChatClient ChatClient(SetupSnapshot setup, Candidate candidate)
    {
        var link = setup.LinkTo(candidate);
        return link.Kind.CreateChatClient(link.Connection, candidate.Model);
    }

    public static IEmbeddingGenerator<string, Embedding<float>> EmbeddingGenerator(SetupSnapshot setup, Candidate candidate)
    {
        var link = setup.LinkTo(candidate);
        return link.Kind.CreateEmbeddingGenerator(link.Connection, candidate.Model)
            ?? throw new ProviderException(FailureClass.BadRequest, $"The provider {candidate.Provider} ({link.Kind.Name}) has no embeddings.");
    }

    /// <summary>Resolves the request and walks its route. A call that no candidate served is logged here; who gets an answer calls <see cref="Finish"/>.</summary>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public async Task<Served<T>> ServeAsync<T>(
        SetupSnapshot setup, ModelRequest request, Func<Turn, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var started = Now();
        try
        {
            var route = setup.Resolve(request).Require();
            return await loop.ExecuteAsync(route, setup.Setup.Fallback, (turn, deadline) => AttemptAsync(setup, turn, attempt, deadline, cancellationToken), cancellationToken);
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
        SetupSnapshot setup, Turn turn, Func<Turn, CancellationToken, Task<T>> attempt, CancellationToken deadline, CancellationToken caller)
    {
        try
        {
            var value = await attempt(turn, deadline);
            records.Served(setup.Organization, setup.Name, turn.Candidate.Provider, turn.Candidate.Model);
            return value;
        }
        catch (ProviderException failure) when (Record(setup, turn.Candidate, failure, caller))
        {
            throw;
        }
        catch (OperationCanceledException) when (Record(setup, turn.Candidate, new(FailureClass.Timeout, "The call's deadline passed."), caller))
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

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} -> {Resolved} {Outcome} (reason {Reason}, attempts {Attempts}, tokens {TokensIn}+{TokensOut}, {DurationMs} ms)")]
    private partial void LogCall(string organization, string setup, string? keyId, string requested, string resolved, string outcome, string? reason, int attempts, long? tokensIn, long? tokensOut, long durationMs);

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} not served (reason {Reason}, attempts {Attempts}, {DurationMs} ms)")]
    private partial void LogNotServed(string organization, string setup, string? keyId, string requested, string reason, int attempts, long durationMs);
}
