using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Soak;

/// <summary>
/// The one whole answer of a model to a question. Every word names the model and the last one repeats the question, so that an answer that
/// is cut, sewn together from two models or meant for somebody else is told from a whole one.
/// </summary>
internal static class KnownAnswer
{
    public const int Dimensions = 16;
    private const int Words = 20;

    public static string To(string model, string question) => $"{string.Join(' ', Enumerable.Range(0, Words).Select(i => $"{model}-{i}"))} end-of-{question}";

    public static void Teach(FakeUpstream upstream)
    {
        foreach (var candidate in Candidate.All)
        {
            upstream.Always(candidate.Chat, question => To(candidate.Chat, question.LastUserText));
        }
    }
}
