using Microsoft.Extensions.AI;

namespace KernelHost;

/// <summary>
/// The organisation's small-fast model, for a plugin's auxiliary calls. Take it in the plugin's constructor.
/// Thread-safe. A call is routed, timed and reported exactly as one through the kernel's <c>small-fast</c> service.
/// </summary>
public interface ISmallFastModel
{
    /// <summary>
    /// Whether the organisation configured a small-fast model that can serve. When false, calls still work, on the default model:
    /// a plugin for which that is too dear may skip its auxiliary call.
    /// </summary>
    bool IsConfigured { get; }

    /// <summary>
    /// The model a call made now would go to first, or null when the organisation has no model at all. While the small-fast model cools down
    /// after failures it is the one that stands in, and the small-fast one again as soon as that may be tried.
    /// </summary>
    ModelIdentity? Model { get; }

    /// <summary>Asks the model and waits for the whole answer.</summary>
    /// <param name="messages">The conversation, oldest first; at least one message.</param>
    /// <param name="options">Temperature, length, response format…; null = the organisation's defaults.</param>
    /// <param name="cancellationToken">Ends the upstream call at once.</param>
    /// <exception cref="ModelCallException">No candidate could answer.</exception>
    Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks the model and yields the answer as it comes. Failures before the first content fall over as in <see cref="AskAsync"/>.</summary>
    /// <inheritdoc cref="AskAsync"/>
    IAsyncEnumerable<ChatResponseUpdate> AskStreamingAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>A model of a provider.</summary>
/// <param name="Provider">The provider's name in the organisation's config, such as <c>ollama</c>.</param>
/// <param name="Model">The model's id at that provider, such as <c>llama3.2:latest</c>.</param>
public sealed record ModelIdentity(string Provider, string Model)
{
    /// <summary>The <c>provider/model</c> form, which is also a service id.</summary>
    public override string ToString() => $"{Provider}/{Model}";
}
