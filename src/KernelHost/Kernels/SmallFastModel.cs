using KernelHost.Models;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

internal sealed class SmallFastModel(SetupSnapshot setup) : ISmallFastModel
{
    private static readonly ModelRequest Request = new() { Purpose = ModelPurpose.SmallFast };

    private readonly IChatClient _client = setup.Chat(Request, ServiceIds.SmallFast);

    public bool IsConfigured => Route is { First.Reason: ResolutionSteps.SmallFastModel } or { First.Reason: ResolutionSteps.ExplicitModel };   // the latter where an assistant has its own

    public ModelIdentity? Model => Route is { } route && Next(route) is { } next ? new(next.Provider, next.Model) : null;

    public Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> AskStreamingAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetStreamingResponseAsync(messages, options, cancellationToken);

    private Route? Route => setup.Resolve(Request) is Resolution.Found { Route: var route } ? route : null;

    // As a call goes: past those that cool down, as far as the triggers let it, to one that is ready; where none is, to the one due soonest.
    private Candidate? Next(Route route)
    {
        var (soonest, due) = ((Candidate?)null, DateTimeOffset.MaxValue);
        foreach (var candidate in route.Candidates)
        {
            if (setup.HealthOf(candidate).Record.Cooling is not { IsOver: false } cooling)
                return candidate;
            if (cooling.Until < due)
                (soonest, due) = (candidate, cooling.Until);
            if (!setup.Setup.Fallback.Triggers.Contains(cooling.Reason))
                break;
        }

        return soonest;
    }
}
