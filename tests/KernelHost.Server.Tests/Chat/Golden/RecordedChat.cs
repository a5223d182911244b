namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>A request and its answer as OpenAI's reference shows them, from <c>tests/fixtures/openai</c>.</summary>
internal sealed record RecordedChat(string Name, string Request, string Answer, bool IsStream)
{
    /// <summary>The model all requests name.</summary>
    public const string Model = "gpt-4o";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "openai");

    public static IEnumerable<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.request.json").Select(file => Path.GetFileName(file)[..^".request.json".Length]).Order(StringComparer.Ordinal)];

    public static RecordedChat Read(string name)
    {
        var isStream = File.Exists(PathOf(name, "answer.sse"));
        return new(name, File.ReadAllText(PathOf(name, "request.json")), File.ReadAllText(PathOf(name, isStream ? "answer.sse" : "answer.json")), isStream);
    }

    public string RequestFor(string model) => Request.Replace($"\"model\": \"{Model}\"", $"\"model\": \"{model}\"", StringComparison.Ordinal);

    /// <summary>One of the files of a chat, beside the tests.</summary>
    public static string PathOf(string name, string what) => Path.Combine(Folder, $"{name}.{what}");
}
