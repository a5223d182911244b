using System.Globalization;

namespace KernelHost.Benchmarks.Host;

/// <summary>What a process holds (Linux).</summary>
internal sealed record Resources(long Bytes, int Threads, int Handles, int Sockets)
{
    private const double MemoryFactor = 1.5;
    private const long MemoryMore = 64L * 1024 * 1024;
    private const int More = 40;

    /// <summary>After a pause in which what was only on its way to be released is.</summary>
    public static async Task<Resources> SettledAsync(int processId)
    {
        await Task.Delay(TimeSpan.FromSeconds(10));
        var threads = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("Threads:", StringComparison.Ordinal))[8..];
        var handles = Directory.GetFiles($"/proc/{processId}/fd");
        return new(Measure.ResidentBytes(processId), int.Parse(threads, CultureInfo.InvariantCulture), handles.Length, handles.Count(IsSocket));
    }

    /// <summary>What is beyond its bound: memory half as much again and 64 MB, the rest 40 more; null when nothing is.</summary>
    public string? Grown(Resources warm) =>
        Bytes > (warm.Bytes * MemoryFactor) + MemoryMore || Threads > warm.Threads + More || Handles > warm.Handles + More || Sockets > warm.Sockets + More ? $"It grew from {warm} to {this}." : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1048576} MB, {Threads} threads, {Handles} handles, {Sockets} of them sockets");

    private static bool IsSocket(string handle) => new FileInfo(handle).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) is true;
}
