using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.Logging;

namespace KernelHost.Routing;

/// <summary>What an attempt brought, and how the loop got there.</summary>
/// <param name="LastFailure">The failure class of the candidate passed over last, in the contract's words; null when the first one served.</param>
internal sealed record Served<T>(T Value, Route Route, Candidate Candidate, int Attempts, string? LastFailure);

/// <summary>
/// Walks a route's candidates until one serves, under one deadline: attempt, look at the failure class, next or stop.
/// The only loop of its kind, generic over what an attempt does. The caller's cancellation is never a failure.
/// </summary>
internal sealed partial class FailoverLoop(TimeProvider time, ILogger<FailoverLoop> logger)
{
    /// <param name="attempt">Calls one candidate; its token ends with the caller's or at the deadline, and is dead once the loop returns.</param>
    /// <exception cref="ProviderException">No candidate served: the first one's failure, with the number of attempts.</exception>
    public async Task<Served<T>> ExecuteAsync<T>(
        Route route, FallbackSettings fallback, Func<Candidate, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(fallback.Deadline.Value, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var failures = new List<ProviderException>();

        foreach (var candidate in route.Candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new(await attempt(candidate, either.Token), route, candidate, failures.Count + 1, failures is [.., var before] ? before.Reason : null);
            }
            catch (ProviderException failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failures.Add(failure);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                failures.Add(new(FailureClass.Timeout, $"The call's deadline of {fallback.Deadline} passed."));
            }

            LogFailed(candidate.Id, failures[^1].Reason, failures.Count, route.Candidates.Length);
            if (deadline.IsCancellationRequested || !fallback.Triggers.Contains(failures[^1].Reason))
            {
                break;
            }
        }

        throw failures[0].After(failures.Count);
    }

    [LoggerMessage(LogLevel.Warning, "{Candidate} failed ({Reason}); attempt {Attempt} of at most {Most}.")]
    private partial void LogFailed(string candidate, string reason, int attempt, int most);
}
