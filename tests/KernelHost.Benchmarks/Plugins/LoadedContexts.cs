namespace KernelHost.Benchmarks.Plugins;

/// <summary>How many versions of a plugin a process has in memory (Linux): each is loaded from a copy of its own, which is mapped until its load context is gone.</summary>
internal static class LoadedContexts
{
    public static int Count(int processId, string assembly) => File.ReadLines($"/proc/{processId}/maps")
        .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? line[at..].Replace(" (deleted)", "", StringComparison.Ordinal) : "")
        .Where(path => path.EndsWith($"/{assembly}", StringComparison.Ordinal)).Distinct().Count();
}
