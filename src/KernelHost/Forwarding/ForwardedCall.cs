using KernelHost.Providers;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>One candidate's call, ready to be sent.</summary>
/// <param name="Content">Its body, which the call disposes of.</param>
internal readonly record struct ForwardedCall(ProviderLink Link, OpenAiEndpoint Endpoint, HttpContent Content)
{
    /// <summary>The client wants a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>A stream is read to its end before it is the caller's, up to <see cref="Routing.CallTerms.MostHeld"/>.</summary>
    public bool Held { get; init; }

    /// <summary>The client wants the usage in its stream.</summary>
    public bool WithUsage { get; init; }

    /// <summary>The JSON of <c>model_info</c>, with members that stand behind it if there are any; empty when the client does not want it.</summary>
    public ReadOnlyMemory<byte> ModelInfo { get; init; }
}
