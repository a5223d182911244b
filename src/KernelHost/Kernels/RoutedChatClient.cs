using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The chat client behind every service id and every chat endpoint: resolves, walks the route, reports. Thread-safe, cheap to make.</summary>
internal sealed class RoutedChatClient(SetupSnapshot setup, ModelCalls calls, ModelRequest request, string? serviceId, ChatParameters? parameters = null) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var started = calls.Now();
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];

        var served = await calls.ServeAsync(
            setup, Asked(options), AnswerForm.Whole, turn => new ValueTask<ChatResponse>(ChatAttempt.AnswerAsync(setup, Fitting(turn.Candidate), asked, options, turn.Limit.Token)), cancellationToken);

        var report = Report(served.Turn) with { Usage = served.Value.Usage };
        (served.Value.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
        calls.Finish(setup, served.Turn, report, started);
        return served.Value;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = calls.Now();
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];

        var served = await calls.ServeAsync(
            setup, Asked(options), AnswerForm.Stream, turn => new ValueTask<PrimedStream<ChatResponseUpdate>>(ChatAttempt.StreamAsync(setup, Fitting(turn), asked, options)), cancellationToken);

        await using var updates = new RoutedUpdates(setup, calls, asked, served.Value, served.Turn, Report(served.Turn), started);
        await foreach (var update in updates.ReadAsync(cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType == typeof(ChatClientMetadata) ? Metadata()
        : null;

    public void Dispose()
    {
    }

    /// <exception cref="ProviderException">The client insists on a parameter that the candidate cannot take.</exception>
    private Turn Fitting(Turn turn)
    {
        Fitting(turn.Candidate);
        return turn;
    }

    private Candidate Fitting(Candidate candidate)
    {
        if (parameters is not null)
        {
            DroppedParameters.Require(setup.LinkTo(candidate).Kind, candidate.Provider, candidate.Model, parameters);
        }

        return candidate;
    }

    private ModelCallReport Report(Turn turn) => parameters is null ? ModelCallReport.Of(serviceId, turn)
        : ModelCallReport.Of(serviceId, turn) with { Dropped = DroppedParameters.Of(setup.LinkTo(turn.Candidate).Kind, turn.Candidate.Model, parameters) };

    /// <summary>A caller of the default service may name the model in its options, as Semantic Kernel's settings do with ModelId.</summary>
    private ModelRequest Asked(ChatOptions? options) =>
        request.Model is null && request.Purpose == ModelPurpose.Completion && options?.ModelId is { Length: > 0 } model ? request with { Model = model } : request;

    private ChatClientMetadata Metadata() => setup.Resolve(request) is Resolution.Found { Route.First: var first }
        ? new(first.Provider, defaultModelId: first.Model)
        : new();
}
