namespace KernelHost.Tests.Organizations.LlamaFarm;

/// <summary>The files of the patterns that LlamaFarm's users know, in <c>tests/fixtures/llamafarm</c>.</summary>
internal static class Fixtures
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "llamafarm");

    public static IReadOnlyList<string> All { get; } = [.. Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".yaml"))
        .Replace("OLLAMA", "http://localhost:11434", StringComparison.Ordinal)
        .Replace("OPENAI_API_KEY", "OPEN_AI_API_KEY", StringComparison.Ordinal)
        .Replace("OPENAI", "https://api.openai.com/v1", StringComparison.Ordinal)
        .Replace("$ollama", "ollama", StringComparison.Ordinal);
}
