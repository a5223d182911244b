using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The chat client behind every service id and every chat endpoint: resolves, walks the route, reports. Thread-safe, cheap to make.</summary>
internal sealed class RoutedChatClient(SetupSnapshot setup, ModelCalls calls, ModelRequest request, string? serviceId) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var started = calls.Now();
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];

        var served = await calls.ServeAsync(setup, Asked(options), async (candidate, attempt) =>
        {
            using var client = calls.ChatClient(setup, candidate);
            return await client.GetResponseAsync(asked.WithPrompts(candidate.Named, setup.Setup), OptionsFor(candidate, options), attempt);
        }, cancellationToken);

        var report = ModelCallReport.Of(serviceId, served) with { Usage = served.Value.Usage };
        (served.Value.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
        calls.Finish(setup, report, started);
        return served.Value;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = calls.Now();
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];

        var served = await calls.ServeAsync(setup, Asked(options), (candidate, attempt) => PrimedStream<ChatResponseUpdate>.OpenAsync(
            lifetime => StreamAsync(candidate, asked, options, lifetime), IsContent, attempt, cancellationToken), cancellationToken);

        await using var stream = served.Value;
        var report = ModelCallReport.Of(serviceId, served);
        UsageDetails? usage = null;
        var whole = false;
        try
        {
            var first = true;
            await foreach (var update in stream.ReadAsync(cancellationToken))
            {
                usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
                if (first)
                {
                    (update.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
                    first = false;
                }

                yield return update;
            }

            whole = true;
        }
        finally
        {
            calls.Finish(setup, report with { Usage = usage }, started, whole);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType == typeof(ChatClientMetadata) ? Metadata()
        : null;

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        Candidate candidate, IReadOnlyCollection<ChatMessage> asked, ChatOptions? options, [EnumeratorCancellation] CancellationToken lifetime)
    {
        using var client = calls.ChatClient(setup, candidate);
        await foreach (var update in client.GetStreamingResponseAsync(asked.WithPrompts(candidate.Named, setup.Setup), OptionsFor(candidate, options), lifetime))
        {
            yield return update;
        }
    }

    /// <summary>A caller of the default service may name the model in its options, as Semantic Kernel's settings do with ModelId.</summary>
    private ModelRequest Asked(ChatOptions? options) =>
        request.Model is null && request.Purpose == ModelPurpose.Completion && options?.ModelId is { Length: > 0 } model ? request with { Model = model } : request;

    private static ChatOptions OptionsFor(Candidate candidate, ChatOptions? options) =>
        options.ForCandidate(candidate.Model, candidate.Parameters, candidate.Named);

    /// <summary>Where falling over ends: anything a client could already have acted on, or the word that nothing more comes.</summary>
    private static bool IsContent(ChatResponseUpdate update) => update.FinishReason is not null
        || update.Contents.Any(content => content is not UsageContent and not TextContent { Text: "" });

    private ChatClientMetadata Metadata() => setup.Resolve(request) is Resolution.Found { Route.First: var first }
        ? new(first.Provider, defaultModelId: first.Model)
        : new();
}
