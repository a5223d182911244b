using System.Collections.Concurrent;

namespace KernelHost.Upstream;

/// <summary>Answers set by tests, by model: first the queued ones, then the standing one, then <see cref="Echo"/>.</summary>
internal sealed class Scripts
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _queued = new();
    private readonly ConcurrentDictionary<string, Func<Question, Answer>> _standing = new();

    public void Enqueue(string model, IEnumerable<Answer> answers)
    {
        var queue = _queued.GetOrAdd(model, _ => new());
        foreach (var answer in answers)
        {
            queue.Enqueue(answer);
        }
    }

    public void Always(string model, Func<Question, Answer> answer) => _standing[model] = answer;

    public Answer For(Question question)
    {
        if (_queued.TryGetValue(question.Model, out var queue) && queue.TryDequeue(out var next))
        {
            return next;
        }

        return _standing.TryGetValue(question.Model, out var standing) ? standing(question) : Echo.To(question);
    }
}
