using System.Diagnostics;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Results;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>Starts the parties, sees that each answers as it should, and measures row by row, the parties in turns.</summary>
internal sealed class SpeedRun(Workshop workshop, SpeedOptions options)
{
    private readonly Readings _readings = new();

    public async Task<Readings> MeasureAsync()
    {
        List<Subject> subjects = [];
        try
        {
            var started = Stopwatch.GetTimestamp();
            await StartAsync(subjects);
            foreach (var row in options.Rows)
            {
                await MeasureAsync(row, subjects);
                await Console.Error.WriteLineAsync($"{row.Name} is done, {Stopwatch.GetElapsedTime(started):mm\\:ss} since the beginning");
            }
        }
        finally
        {
            subjects.ForEach(subject => subject.Running.Dispose());
        }

        return _readings;
    }

    private async Task StartAsync(List<Subject> subjects)
    {
        foreach (var party in options.Parties)
        {
            try
            {
                var subject = new Subject(party, await party.StartAsync(workshop), workshop, options);
                subjects.Add(subject);
                await AnswerCheck.RequireAsync(subject);
                await WarmUp.RunAsync(subject);
                await Console.Error.WriteLineAsync($"{party.Title} answers as it should and is warm");
            }
            catch (PartyMissingException missing)
            {
                await Console.Error.WriteLineAsync($"{party.Title} is skipped: {missing.Message}");
            }
        }
    }

    private async Task MeasureAsync(Row row, List<Subject> subjects)
    {
        for (var round = 1; round <= (row.OnceOnly ? 1 : options.Rounds); round++)
        {
            foreach (var subject in subjects.Where(subject => row.Fits(subject.Party)))
            {
                var measured = await row.MeasureAsync(subject);
                measured.ForEach(reading => _readings.Add(subject.Party.Name, reading));
                await Console.Error.WriteLineAsync($"{row.Name}, round {round}, {subject.Party.Title}: {string.Join(", ", measured)}");
            }
        }
    }
}
