using System.Text;
using KernelHost.Benchmarks.Speed.Load;

namespace KernelHost.Benchmarks.Speed;

/// <summary>A party that answers wrongly may be as fast as it likes: nothing is measured.</summary>
internal static class AnswerCheck
{
    private const int Chunks = 8;

    /// <exception cref="InvalidOperationException">Its answer is not the model's.</exception>
    public static Task RequireAsync(Subject subject) => Task.Run(() =>
    {
        using var connection = new CallConnection(subject.Running.Port);
        Require(Ask(connection, Requests.Json(subject.Running)), "Champ de Mars", "\"total_tokens\"");

        var chunks = 0;
        var stream = Ask(connection, Requests.Stream(subject.Running, TimeSpan.FromMilliseconds(5), Chunks), (_, _) => chunks++);
        Require(stream, "\"finish_reason\"", "[DONE]");
        if (chunks != Chunks)
        {
            throw new InvalidOperationException($"{subject.Party.Title} passed {chunks} of {Chunks} chunks: {stream}");
        }
    });

    private static string Ask(CallConnection connection, string request, Action<long, long>? chunkArrived = null)
    {
        connection.Call(Encoding.UTF8.GetBytes(request), chunkArrived);
        return connection.Answer;
    }

    private static void Require(string answer, params string[] parts)
    {
        if (parts.FirstOrDefault(part => !answer.Contains(part, StringComparison.Ordinal)) is { } missing)
        {
            throw new InvalidOperationException($"{missing} is not in the answer {answer}");
        }
    }
}
