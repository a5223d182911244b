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

    private readonly ModelRecords _records = records;

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
    public ValueTask<Served<T>> ServeAsync<T>(
        SetupSnapshot setup, ModelRequest request, Func<Turn, CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        var outcomes = new Outcomes(this, setup, request);
        try
        {
            return loop.ExecuteAsync(setup.Resolve(request).Require(), setup.Setup.Fallback, attempt, cancellationToken, outcomes);
        }
        catch (ModelResolutionException failure)
        {
            outcomes.NotServed(failure, attempts: 0);
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
            _records.Used(setup.Organization, setup.Name, report.Provider, report.Resolved, usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0)));
        }

        if (logger.IsEnabled(LogLevel.Information))
        {
            LogCall(setup.Organization, setup.Name, scope?.KeyId, Loggable(report.Requested ?? report.ServiceId), report.Served,
                whole ? "answered" : "broken off", report.FallbackReason, report.Attempts, report.Usage?.InputTokenCount, report.Usage?.OutputTokenCount, Milliseconds(started));
        }
    }

    public void Forget(string organization) => _records.Forget(organization);

    private long Milliseconds(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>What a client wrote, fit for one line of a log.</summary>
    private static string Loggable(string? written) => written is not { Length: > 0 } ? ServiceIds.Default
        : written.Length <= LongestLoggedName && written.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && written.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0 ? written
        : string.Concat(written.Take(LongestLoggedName).Select(c => char.IsControl(c) ? '?' : c));

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} -> {Resolved} {Outcome} (reason {Reason}, attempts {Attempts}, tokens {TokensIn}+{TokensOut}, {DurationMs} ms)")]
    private partial void LogCall(string organization, string setup, string? keyId, string requested, string resolved, string outcome, string? reason, int attempts, long? tokensIn, long? tokensOut, long durationMs);

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} not served (reason {Reason}, attempts {Attempts}, {DurationMs} ms)")]
    private partial void LogNotServed(string organization, string setup, string? keyId, string requested, string reason, int attempts, long durationMs);

    /// <summary>Puts the outcomes of one call on record.</summary>
    private sealed class Outcomes(ModelCalls calls, SetupSnapshot setup, ModelRequest request) : ICallOutcomes
    {
        private readonly long _started = calls.Now();

        public void Served(Turn turn) => calls._records.Served(setup.Organization, setup.Name, turn.Candidate.Provider, turn.Candidate.Model);

        public void Failed(Turn turn, ProviderException failure) =>
            calls._records.Failed(setup.Organization, setup.Name, turn.Candidate.Provider, turn.Candidate.Model, failure);

        public void NotServed(ProviderException failure) => NotServed(failure, failure.Attempts);

        public void NotServed(ModelCallException failure, int attempts) => calls.LogNotServed(
            setup.Organization, setup.Name, CallScope.Current?.KeyId, Loggable(request.Model), failure.Reason, attempts, calls.Milliseconds(_started));
    }
}
