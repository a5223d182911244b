using System.Collections.Concurrent;

namespace KernelHost.Traffic.Fuzz;

/// <summary>Sends generated requests, several at once, and holds every answer against the invariants. The seed and a request's number make the request.</summary>
internal sealed class FuzzRun(Uri server, FuzzWorld world, int seed)
{
    private const int Senders = 8;
    private const int RenewEvery = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    public IReadOnlyCollection<string> Failures => _failures;

    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    public async Task SendAsync(int first, int count)
    {
        for (var from = first; from < first + count; from += RenewEvery)
        {
            await world.RenewAsync();
            var next = from - 1;
            var last = Math.Min(from + RenewEvery, first + count) - 1;
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
            {
                using var connection = new WireConnection(server);
                while (Interlocked.Increment(ref next) is var number && number <= last)
                {
                    await SendAsync(number, connection);
                }
            }));
        }
    }

    private async Task SendAsync(int number, WireConnection connection)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var (recipe, key) = await world.FillAsync(Recipes.All[random.Next(Recipes.All.Count)], random);
        var request = Mutations.Of(recipe, server.Authority, key, random);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var answer = await connection.SendAsync(request, patience.Token);
            _statuses.AddOrUpdate(answer.Status, 1, (_, times) => times + 1);
            if (Invariants.Broken(request, answer) is { } why)
            {
                Fail(number, request, $"{why}\n{answer.Head}{answer.Body}");
            }
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            Fail(number, request, $"no answer within {Patience.TotalSeconds} s");
        }
    }

    private void Fail(int number, WireRequest request, string why) =>
        _failures.Enqueue($"Request {number} of seed {seed}: {why}\n{request}\nAgain: {request.Repeat(server)}");
}
