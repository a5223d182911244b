using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace KernelHost.Benchmarks.Soak;

/// <summary>One client: calls, looks at what comes back, thinks, calls again; now and then it leaves in the middle of a call.</summary>
internal sealed class SoakCaller(int number, HttpClient client, SoakKeys keys, Tally tally, Random random)
{
    /// <summary>How long after the deadline a call counts as hung: the machine is busy with the callers themselves.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private const int LeavingPercent = 10;
    private const int LongestStay = 400;
    private const int LongestThought = 600;

    public async Task RunAsync(CancellationToken stop)
    {
        for (var call = 0; !stop.IsCancellationRequested; call++)
        {
            await CallAsync(CallKind.Draw(random), string.Create(CultureInfo.InvariantCulture, $"q-{number}-{call}"));
            await Task.Delay(random.Next(LongestThought), CancellationToken.None);
        }
    }

    // A call that has begun is seen through to its end, also when the time is up.
    private async Task CallAsync(CallKind kind, string question)
    {
        var leaves = random.Next(100) < LeavingPercent;
        using var patience = new CancellationTokenSource(leaves ? TimeSpan.FromMilliseconds(random.Next(LongestStay)) : (SoakSetup.Deadline * kind.Deadlines) + Margin);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var request = kind.Request(question, keys);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            tally.Ended(kind, Stopwatch.GetElapsedTime(started), Read(kind, question, answer.StatusCode, body));
        }
        catch (OperationCanceledException)
        {
            tally.GaveUp(kind, question, leaves);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            tally.Broken(kind, question, $"{broken.Message} {broken.InnerException?.Message}");
        }
    }

    private static CallEnd Read(CallKind kind, string question, HttpStatusCode status, string body)
    {
        if (status != HttpStatusCode.OK)
        {
            var code = AnswerReading.ErrorCode(body);
            var ours = status == HttpStatusCode.InternalServerError || code is null;
            return new(status, new(null, null, code, ours ? $"{question}: {(int)status} {body}" : null));
        }

        try
        {
            return new(status, kind.Read(question, body));
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new(status, new(null, null, null, $"{question}: {unreadable.Message} in {body[..Math.Min(600, body.Length)]}"));
        }
    }
}

/// <summary>How a call ended that its client waited for.</summary>
internal sealed record CallEnd(HttpStatusCode Status, AnswerReading Answer);
