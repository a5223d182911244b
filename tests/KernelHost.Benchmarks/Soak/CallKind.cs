using System.Text;
using System.Text.Json;

namespace KernelHost.Benchmarks.Soak;

/// <summary>A kind of call: how often it comes, what it sends, and what its whole answer is.</summary>
/// <param name="Share">Of a hundred calls.</param>
internal sealed record CallKind(string Name, int Share, string Path, bool IsAssured, Func<string, object> Body, Func<string, string, AnswerReading> Read)
{
    private const string ChatPath = "/v1/chat/completions";

    public static IReadOnlyList<CallKind> All { get; } =
    [
        new("JSON", 30, ChatPath, false, question => Chat(question, stream: false), AnswerReading.OfChat),
        new("stream", 30, ChatPath, false, question => Chat(question, stream: true), AnswerReading.OfStream),
        new("JSON, assured", 5, ChatPath, true, question => Chat(question, stream: false), AnswerReading.OfChat),
        new("stream, assured", 20, ChatPath, true, question => Chat(question, stream: true), AnswerReading.OfStream),
        new("embedding", 12, "/v1/embeddings", false, question => new { model = Candidate.All[0].Embedding, input = question }, AnswerReading.OfEmbedding),
        new("plugin", 3, "/api/v1/plugins/Classifier/classify", false, question => new { arguments = new { text = question, labels = Labels } }, AnswerReading.OfPlugin) { Deadlines = 2 },
    ];

    /// <summary>How many model calls it may make one after the other, each with a deadline of its own.</summary>
    public int Deadlines { get; init; } = 1;

    public static IReadOnlyList<string> Labels { get; } = ["billing", "travel"];

    public static CallKind Draw(Random random)
    {
        var at = random.Next(All.Sum(kind => kind.Share));
        return All.First(kind => (at -= kind.Share) < 0);
    }

    public HttpRequestMessage Request(string question, SoakKeys keys)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(JsonSerializer.Serialize(Body(question)), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", IsAssured ? keys.Assured : keys.Streamed);
        return request;
    }

    private static object Chat(string question, bool stream) => new { stream, messages = new[] { new { role = "user", content = question } } };
}
