using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using Xunit.Abstractions;

namespace KernelHost.Tests.Routing;

/// <summary>
/// Thousands of calls, many at once, over three candidates that fail at random, on a clock of their own; what contract section 5 promises is checked at every step
/// by <see cref="FailoverWitness"/>, who knows only what happened and none of the host's state.
/// </summary>
public class RandomFailoverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);   // how long a candidate may be silent before it is a timeout
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);   // revert_after

    [Fact]
    public async Task Whatever_fails_the_promises_are_kept()
    {
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < 60; i++)
        {
            var seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            await Task.Run(() => RunAsync(seed, seen));   // without the test framework's context: everything happens on the thread that turns the clock
        }

        Assert.All(["model.cooled_down", "model.returned", "probe"], kind => Assert.True(seen.GetValueOrDefault(kind) > 60, $"{kind}: {seen.GetValueOrDefault(kind)}; where little happens, little is shown."));
    }

    private static async Task RunAsync(int seed, Dictionary<string, int> seen)
    {
        var random = new Random(seed);
        var bench = new LoopBench
        {
            Route = new(null, ModelType.Llm, ModelPurpose.Completion, [LoopBench.Candidate("a"), LoopBench.Candidate("b"), LoopBench.Candidate("c", provider: "q")], null),
            Fallback = new() { Triggers = ["rate_limit", "timeout", "error", "auth"], RevertAfter = new(Recovery), Deadline = new(TimeSpan.FromSeconds(45)) },
        };
        var world = new FailingWorld(random, bench.Time, Patience);
        var witness = new FailoverWitness(bench, seed, seen);

        var calls = new List<Task>();
        for (var i = 0; i < 400; i++)
        {
            world.Change();
            calls.Add(CallAsync(bench, world, witness, random));
            bench.Advance(random.NextDouble() * (random.Next(20) == 0 ? 20 : 1));
        }

        // Then all is well, and stays so: whoever calls gets the first candidate again as soon as was promised.
        world.Heal();
        var healed = bench.Time.GetUtcNow();
        while (bench.Time.GetUtcNow() < healed + Patience + Recovery + TimeSpan.FromSeconds(2))
        {
            calls.Add(CallAsync(bench, world, witness, random, patient: true));
            bench.Advance(0.5);
        }

        var last = await bench.AttemptAsync(turn => Task.FromResult(turn.Candidate.Model));
        Assert.True(last.Value == "a", $"seed {seed}: {last.Value} answers {Patience + Recovery} after everything was well again.");

        bench.Advance(60);
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task CallAsync(LoopBench bench, FailingWorld world, FailoverWitness witness, Random random, bool patient = false)
    {
        var leaves = !patient && random.Next(10) == 0;
        using var caller = new CancellationTokenSource(leaves ? TimeSpan.FromSeconds(random.NextDouble() * 15) : Timeout.InfiniteTimeSpan, bench.Time);
        var call = witness.Begin();
        try
        {
            var served = await bench.AttemptAsync(
                async turn =>
                {
                    call.Asked(turn);
                    try
                    {
                        return await world.AnswerAsync(turn);
                    }
                    catch (ProviderException failure)
                    {
                        call.Failed(failure);
                        throw;
                    }
                    finally
                    {
                        call.Over(turn);
                    }
                }, caller.Token);
            call.Answered(served);
            if (world.BreaksOff(served.Turn))
                served.Turn.Ended(new(FailureClass.Error, "It broke off."));
            else
                served.Turn.Ended(null);
        }
        catch (ProviderException failure)
        {
            call.Refused(failure);
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            call.Left();
        }
    }
}
