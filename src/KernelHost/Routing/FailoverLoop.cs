using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.Logging;

namespace KernelHost.Routing;

/// <summary>A candidate's turn to serve a call.</summary>
/// <param name="Number">Counted from one: how many candidates were called, this one included.</param>
/// <param name="LastFailure">The failure class of the candidate passed over last, in the contract's words; null for the first one.</param>
internal sealed record Turn(Route Route, Candidate Candidate, int Number, string? LastFailure);

/// <summary>What the attempt that succeeded brought.</summary>
internal readonly record struct Served<T>(T Value, Turn Turn);

/// <summary>
/// Walks a route's candidates until one serves, under one deadline: attempt, look at the failure class, next or stop.
/// The only loop of its kind, generic over what an attempt does. The caller's cancellation is never a failure.
/// </summary>
internal sealed partial class FailoverLoop(TimeProvider time, ILogger<FailoverLoop> logger)
{
    /// <param name="outcomes">Told of each attempt, in order.</param>
    /// <param name="attempt">Calls the candidate whose turn it is; its token ends with the caller's or at the deadline, and is dead once the loop returns.</param>
    /// <exception cref="ProviderException">No candidate served: the first one's failure, with the number of attempts.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Served<T>> ExecuteAsync<T>(
        Route route, FallbackSettings fallback, Func<Turn, CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken, ICallOutcomes? outcomes = null)
    {
        using var either = new CancellationTokenSource(fallback.Deadline.Value, time);
        await using var gone = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource?)source)?.Cancel(), either);
        List<ProviderException>? failures = null;

        foreach (var candidate in route.Candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var turn = new Turn(route, candidate, (failures?.Count ?? 0) + 1, failures?[^1].Reason);
            try
            {
                var value = await attempt(turn, either.Token);
                outcomes?.Served(turn);
                return new(value, turn);
            }
            catch (ProviderException failed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (failures ??= []).Add(failed);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                (failures ??= []).Add(new(FailureClass.Timeout, $"The call's deadline of {fallback.Deadline} passed."));
            }

            outcomes?.Failed(turn, failures[^1]);
            LogFailed(candidate.Id, failures[^1].Reason, failures.Count, route.Candidates.Length);
            if (either.IsCancellationRequested || !fallback.Triggers.Contains(failures[^1].Reason))
            {
                break;
            }
        }

        if (failures is not [var first, ..])
        {
            throw new InvalidOperationException("A route has at least one candidate.");
        }

        var failure = first.After(failures.Count);
        outcomes?.NotServed(failure);
        throw failure;
    }

    [LoggerMessage(LogLevel.Warning, "{Candidate} failed ({Reason}); attempt {Attempt} of at most {Most}.")]
    private partial void LogFailed(string candidate, string reason, int attempt, int most);
}
