using System.Buffers;
using KernelHost.Events;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing;
using KernelHost.Routing.Health;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace KernelHost.Kernels;

/// <summary>What every routed call needs from the host: connections, kinds, the loop, and the one log line per call. Singleton, thread-safe.</summary>
internal sealed partial class ModelCalls(
    ProviderConnections connections, ProviderCatalog kinds, Forwarder forwarder, FailoverLoop loop, ModelRecords records, HostEvents events, TimeProvider time, ILogger<ModelCalls> logger)
{
    private const int LongestLoggedName = 100;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range('\0', '\u00a0').Select(c => (char)c).Where(char.IsControl)]);

    private readonly ModelRecords _records = records;
    private readonly HostEvents _events = events;

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

    public ModelHealth HealthOf(ModelKey key) => _records.Of(key);

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
        SetupSnapshot setup, ModelRequest request, AnswerForm form, Func<Turn, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        var outcomes = new Outcomes(this, setup, request);
        try
        {
            return loop.ExecuteAsync(setup.Resolve(request).Require(), setup.TermsOf(form), outcomes, attempt, cancellationToken);
        }
        catch (ModelResolutionException failure)
        {
            outcomes.NotServed(failure, attempts: 0);
            throw;
        }
    }

    /// <summary>Tells the caller's scope and the log how a call went.</summary>
    /// <param name="whole">False when the answer broke off: its client went away, or the upstream did.</param>
    /// <param name="turn">Of the candidate that answered.</param>
    /// <param name="failure">What broke the answer off, if it was its server.</param>
    public void Finish(SetupSnapshot setup, Turn turn, ModelCallReport report, long started, bool whole = true, ProviderException? failure = null)
    {
        if (turn.Terms.GoesOutAsItComes && (whole || failure is not null))
        {
            turn.Ended(failure);
        }

        var scope = CallScope.Current;
        scope?.Add(report);
        if (report.Usage is { } usage)
        {
            turn.Health.Used(usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0)));
        }

        if (logger.IsEnabled(LogLevel.Information))
        {
            LogCall(setup.Organization, setup.Name, scope?.KeyId, Loggable(report.Requested ?? report.ServiceId), report.Served,
                whole ? "answered" : "broken off", report.FallbackReason ?? "none", report.Attempts, report.Usage?.InputTokenCount, report.Usage?.OutputTokenCount, Milliseconds(started));
        }
    }

    public void Retry(string? organization) => _records.Reset(organization);

    public void Forget(string organization) => _records.Forget(organization);

    private long Milliseconds(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>What a client wrote, fit for one line of a log.</summary>
    private static string Loggable(string? written) => written is not { Length: > 0 } ? ServiceIds.Default
        : written.Length <= LongestLoggedName && !written.AsSpan().ContainsAny(Controls) ? written
        : string.Concat(written.Take(LongestLoggedName).Select(c => char.IsControl(c) ? '?' : c));

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} -> {Resolved} {Outcome} (reason {Reason}, attempts {Attempts}, tokens {TokensIn}+{TokensOut}, {DurationMs} ms)")]
    private partial void LogCall(string organization, string setup, string? keyId, string requested, string resolved, string outcome, string? reason, int attempts, long? tokensIn, long? tokensOut, long durationMs);

    [LoggerMessage(LogLevel.Information, "Call of {Organization}/{Setup} by key {KeyId}: {Requested} not served (reason {Reason}, attempts {Attempts}, {DurationMs} ms)")]
    private partial void LogNotServed(string organization, string setup, string? keyId, string requested, string reason, int attempts, long durationMs);

    /// <summary>Puts the outcomes of one call on record.</summary>
    private sealed class Outcomes(ModelCalls calls, SetupSnapshot setup, ModelRequest request) : ICallOutcomes
    {
        private readonly long _started = calls.Now();

        public ModelHealth HealthOf(Candidate candidate) => setup.HealthOf(candidate);

        public void Served(Turn turn)
        {
            if (turn.PassedOver is { } reason)
            {
                calls._events.Publish(new FallbackUsed(setup.Organization, setup.Name, turn.Route.First.Id, turn.Candidate.Id, reason, turn.IsAfterRehearsal));
            }
        }

        public void NotServed(ProviderException failure) => NotServed(failure, failure.Attempts);

        public void NotServed(ModelCallException failure, int attempts) => calls.LogNotServed(
            setup.Organization, setup.Name, CallScope.Current?.KeyId, Loggable(request.Model), failure.Reason, attempts, calls.Milliseconds(_started));
    }
}
