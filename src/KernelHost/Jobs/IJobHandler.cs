using System.Text.Json;

namespace KernelHost.Jobs;

/// <summary>
/// Does one kind of long work. After a restart it is called again with the input it was started with: it must find what is done already and not do it twice.
/// Runs on the workers, inside the owner's <see cref="Routing.CallScope"/>. One instance serves all jobs of its kind, several at once.
/// </summary>
internal interface IJobHandler
{
    /// <summary>The kind, such as <c>ingest</c>.</summary>
    string Kind { get; }

    /// <summary>Returns when the work is done.</summary>
    /// <param name="cancellationToken">Fires when somebody cancels the job or the host stops; the handler leaves things in order and throws <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="JobFailedException">It cannot be done; anything else that is thrown reaches the owner as <c>internal_error</c>.</exception>
    Task RunAsync(JobWork work, CancellationToken cancellationToken);
}

/// <summary>A job that is being done, as its handler sees it. Thread-safe.</summary>
internal sealed class JobWork(LiveJob live, JsonElement input)
{
    /// <summary>As it was when the work began.</summary>
    public Job Job { get; } = live.Current;

    /// <summary>What the job was started with.</summary>
    public JsonElement Input { get; } = input;

    /// <summary>Tells whoever looks how far it is.</summary>
    /// <param name="progress">0 to 1; never goes back.</param>
    /// <param name="message">Where it is, for people.</param>
    public void Report(double progress, string message) =>
        live.Change(job => job with { Progress = Math.Max(job.Progress, Math.Clamp(progress, 0, 1)), Message = message });
}

/// <summary>A job cannot be done.</summary>
/// <param name="code">A stable word for programs.</param>
/// <param name="message">What is wrong and what to do, for the owner; holds no secret.</param>
internal sealed class JobFailedException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;
}
