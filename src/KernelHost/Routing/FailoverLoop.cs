using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Providers;
using Microsoft.Extensions.Logging;

namespace KernelHost.Routing;

/// <summary>
/// Walks a route's candidates until one serves, under one deadline: ask whoever <see cref="RouteWalk"/> says, look at what happened, again, next or stop.
/// The only loop of its kind, generic over what an attempt does. The caller's cancellation is never a failure. Singleton, thread-safe.
/// </summary>
internal sealed partial class FailoverLoop(RetryPause pauses, TimeProvider time, ILogger<FailoverLoop> logger)
{
    /// <param name="attempt">Calls the candidate whose turn it is, within the turn's limit.</param>
    /// <exception cref="ProviderException">No candidate served: the first one's failure, with the number of calls made.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Served<T>> ExecuteAsync<T>(
        Route route, CallTerms terms, ICallOutcomes outcomes, Func<Turn, ValueTask<T>> attempt, CancellationToken caller)
    {
        var walk = new RouteWalk(route, terms, outcomes, pauses, time, caller);
        while (walk.Next() is { } turn)
        {
            using var limit = turn.Limit;
            ProviderException failed;
            try
            {
                caller.ThrowIfCancellationRequested();
                var value = await (walk.IsRehearsed(turn) ? throw Rehearsal(turn) : attempt(turn));
                turn.Answered(whole: !terms.GoesOutAsItComes);
                outcomes.Served(turn);
                return new(value, turn);
            }
            catch (ProviderException failure) when (!caller.IsCancellationRequested)
            {
                failed = failure;
            }
            catch (OperationCanceledException cancelled) when (!caller.IsCancellationRequested && limit.Token.IsCancellationRequested)
            {
                failed = limit.Fail(cancelled);
            }
            catch (Exception failure)
            {
                turn.Abandoned();
                if (failure is ProviderException)
                    throw new OperationCanceledException(caller);
                throw;
            }

            walk.Failed(turn, failed);
            LogFailed(turn.Candidate.Id, failed.Reason, turn.Number);
            if (walk.Pause > TimeSpan.Zero)
                await Task.Delay(walk.Pause, time, caller);
        }

        var told = walk.Failure;
        outcomes.NotServed(told);
        throw told;
    }

    private static ProviderException Rehearsal(Turn turn) => new(
        turn.Terms.Rehearsed ?? FailureClass.Error, $"Rehearsed: {turn.Candidate.Id} was not asked, as if it had failed.");

    [LoggerMessage(LogLevel.Warning, "{Candidate} failed ({Reason}) at call {Attempt}.")]
    private partial void LogFailed(string candidate, string reason, int attempt);
}
