using KernelHost.Events;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing;
using KernelHost.Routing.Health;
using Microsoft.Extensions.Logging.Abstractions;

namespace KernelHost.Tests.Routing;

/// <summary>The failover loop over candidates a, b and c of provider p, on a clock that stands still.</summary>
internal sealed class LoopBench : ICallOutcomes
{
    private readonly FailoverLoop _loop;
    private readonly ModelRecords _records;

    public LoopBench(double pause = 0.5)
    {
        _records = new(Events, Time);
        _loop = new(new(TimeSpan.FromSeconds(pause), TimeSpan.FromSeconds(pause), Random.Shared), Time, NullLogger<FailoverLoop>.Instance);
        Events.Published += Happened.Add;
    }

    public ManualTimeProvider Time { get; } = new();

    public HostEvents Events { get; } = new();

    public List<HostEvent> Happened { get; } = [];

    public Route Route { get; init; } = new(null, ModelType.Llm, ModelPurpose.Completion, [Candidate("a"), Candidate("b"), Candidate("c")], null);

    public FallbackSettings Fallback { get; init; } = new();

    public AnswerForm Form { get; init; } = AnswerForm.Stream;

    public FailureClass? Rehearsed { get; set; }

    /// <summary>What looking at a candidate's health takes.</summary>
    public TimeSpan Looking { get; init; }

    public List<string> Called { get; } = [];

    public static Candidate Candidate(string model, int? window = null, string provider = "p") => new(provider, model, ModelType.Llm, "test") { ModelWindow = window };

    public ModelHealth HealthOf(Candidate candidate)
    {
        Time.Advance(Looking);
        return _records.Of(new("acme", "default", candidate.Provider, candidate.Model));
    }

    public ModelRecord RecordOf(string model) => _records.Find("acme", "default", "p", model);

    public Task<Served<string>> CallAsync(Func<string, string> answer, CancellationToken caller = default) => AttemptAsync(turn => Task.FromResult(answer(turn.Candidate.Model)), caller);

    public Task<Served<string>> AttemptAsync(Func<Turn, Task<string>> answer, CancellationToken caller = default) =>
        _loop.ExecuteAsync(Route, new(Fallback, Form, Delivery.Stream, Rehearsed), this, turn =>
        {
            Called.Add(turn.Candidate.Model);
            return new ValueTask<string>(answer(turn));
        }, caller).AsTask();

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void Served(Turn turn)
    {
    }

    public void NotServed(ProviderException failure)
    {
    }
}
