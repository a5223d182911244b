using System.Globalization;

namespace KernelHost.Benchmarks.Retrieval;

/// <summary>What knowledge bases find and how fast.</summary>
internal static class RetrievalCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (args.Option("--chunks") is { } chunks)
        {
            await ManyChunksRun.RunAsync(int.Parse(chunks, CultureInfo.InvariantCulture));
            return 0;
        }

        if (args.Option("--data") is { } data)
        {
            await ScifactRun.RunAsync(data);
            return 0;
        }

        await Console.Error.WriteLineAsync("retrieval needs --data <folder that holds scifact/>, or --chunks <number>");
        return 2;
    }
}
