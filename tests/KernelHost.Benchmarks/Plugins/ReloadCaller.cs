using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>Which version serves, as the one who replaces it knows: for callers that judge what they were answered. Thread-safe.</summary>
internal sealed class Served
{
    // Even: the version at hand is the only right answer. Odd: it is being replaced. A version is the stage's half, in turns 1 and 2.
    private int _stage;

    public int Stage => Volatile.Read(ref _stage);

    public static int VersionAt(int stage) => 1 + (stage / 2 % 2);

    public void BeginReplacing() => Interlocked.Increment(ref _stage);

    /// <summary>The new version was seen.</summary>
    public void Replaced() => Interlocked.Increment(ref _stage);
}

/// <summary>Calls a function of the plugin all the time, and judges each answer.</summary>
internal sealed class ReloadCaller(ServerProcess server, Served served)
{
    private readonly List<double> _milliseconds = [];
    private readonly Dictionary<string, int> _faults = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    /// <summary>What was wrong, and how often.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    public async Task RunAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            var (stage, started) = (served.Stage, Stopwatch.GetTimestamp());
            var said = await SayAsync(server);
            _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (Fault(said, stage) is { } fault)
            {
                _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            }
        }
    }

    /// <returns>The version's answer, or what came instead.</returns>
    public static async Task<string> SayAsync(ServerProcess server)
    {
        try
        {
            using var answer = await server.Client.PostAsJsonAsync("/api/v1/plugins/Parrot/version", new { });
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? JsonElement.Parse(text).GetProperty("result").GetString() ?? "" : $"{(int)answer.StatusCode}: {text}";
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException)
        {
            return failure.Message;
        }
    }

    private string? Fault(string said, int stage)
    {
        if (said != ParrotFolder.AnswerOf(1) && said != ParrotFolder.AnswerOf(2))
        {
            return said;
        }

        var isSettled = stage % 2 == 0 && served.Stage == stage;
        return isSettled && said != ParrotFolder.AnswerOf(Served.VersionAt(stage)) ? "the version before, after the new one was seen" : null;
    }
}
