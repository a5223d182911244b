using System.Collections.Concurrent;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;
using KernelHost.Routing.Health;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>
/// One setup of one config version, compiled: its models, its model services, its kernel (built when first asked for). Immutable, but for the kernel when plugins change, and
/// thread-safe; a call keeps the snapshot and the kernel it started with, whatever is swapped meanwhile.
/// </summary>
public sealed class SetupSnapshot
{
    private readonly Dictionary<string, ProviderLink> _links = new(StringComparer.Ordinal);
    private Dictionary<string, ProviderLink>? _ownLinks;   // of models with timeouts of their own
    private readonly ConcurrentDictionary<string, ModelHealth> _health = new(concurrencyLevel: 1, capacity: 4, StringComparer.Ordinal);
    private readonly KnownRoutes _routes = new();
    private readonly CallTerms _wholeAnswers;
    private readonly CallTerms _streams;
    private readonly ModelCalls _calls;
    private readonly SetupKernel _kernel;

    internal SetupSnapshot(string organization, string name, Setup setup, ModelCalls calls, KernelFactory kernels)
    {
        Organization = organization;
        Name = name;
        Setup = setup;
        _calls = calls;
        _wholeAnswers = new(setup.Fallback, AnswerForm.Whole, setup.Fallback.Delivery, null);
        _streams = _wholeAnswers with { Form = AnswerForm.Stream };
        Models = SetupModels.Compile(setup, Link, calls.EndpointsOf);
        _kernel = new(this, kernels);
    }

    public string Organization { get; }

    public string Name { get; }

    public Setup Setup { get; }

    public SetupModels Models { get; }

    /// <summary>The streams of the call that is being made are kept back until they are whole.</summary>
    public bool HoldsStreams => TermsOf(AnswerForm.Stream).IsHeld;

    /// <summary>
    /// Shared by all calls of this setup; a call that writes to its <c>Data</c> takes a clone. At once when what the plugin sources have has not changed since it was built; else
    /// a new one is built, and a call keeps the one it began with.
    /// </summary>
    public ValueTask<Kernel> KernelAsync(CancellationToken cancellationToken) => _kernel.GetAsync(cancellationToken);

    /// <summary>A client that answers <paramref name="request"/> by the route it resolves to, each call anew.</summary>
    public IChatClient Chat(ModelRequest request, string? serviceId = null) => new RoutedChatClient(this, _calls, request, serviceId);

    /// <summary>The same for a client that is told, or warned by an error, of parameters that the model cannot take.</summary>
    internal IChatClient Chat(ModelRequest request, ChatParameters parameters) => new RoutedChatClient(this, _calls, request, null, parameters);

    /// <inheritdoc cref="Chat(ModelRequest, string)"/>
    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ModelRequest request, string? serviceId = null) =>
        new RoutedEmbeddingGenerator(this, _calls, request with { Type = ModelType.Embedding }, serviceId);

    /// <summary>Answers a chat request by the route it resolves to: forwarded as it is to servers that speak its format, asked of a chat client elsewhere.</summary>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public ValueTask<ChatReply> AskAsync(ModelRequest request, ChatCall call, CancellationToken cancellationToken) =>
        new RoutedChat(this, _calls, request, call, cancellationToken).AskAsync();

    /// <summary>Makes vectors: forwarded as it is to servers that speak the request's format, asked of an embedding generator elsewhere.</summary>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public Task<EmbeddingReply> EmbedAsync(ModelRequest request, EmbeddingCall call, CancellationToken cancellationToken) =>
        new RoutedEmbedding(this, _calls, request with { Type = ModelType.Embedding }, call).EmbedAsync(cancellationToken);

    /// <summary>Forwards a JSON request to an endpoint that has no other form here.</summary>
    /// <param name="modelInfo">Writes the JSON of <c>model_info</c>; null when it has no place in the answer.</param>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public Task<ForwardedReply> ForwardAsync(
        ModelRequest request, OpenAiEndpoint endpoint, OpenAiRequest body, Func<ModelCallReport, ReadOnlyMemory<byte>>? modelInfo, CancellationToken cancellationToken) =>
        new RoutedForward(this, _calls, request with { Endpoint = endpoint.Id }, endpoint, modelInfo).SendAsync(body, cancellationToken);

    /// <summary>Forwards a transcription's form.</summary>
    /// <param name="form">The form for a candidate, made anew for each attempt.</param>
    /// <param name="modelInfo">Writes the JSON of <c>model_info</c>; null when the client does not want it.</param>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public Task<ForwardedReply> TranscribeAsync(
        ModelRequest request, Func<Candidate, HttpContent> form, bool streams, Func<ModelCallReport, ReadOnlyMemory<byte>>? modelInfo, CancellationToken cancellationToken) =>
        new RoutedForward(this, _calls, request with { Type = ModelType.Stt }, OpenAiEndpoint.Transcriptions, streams ? null : modelInfo).SendAsync(form, streams, cancellationToken);

    /// <summary>The route of one call, within what the caller's key may use: a plugin's calls are its caller's.</summary>
    public Resolution Resolve(ModelRequest request) => _routes.Find(Models, CallScope.Current is { } scope ? Within(scope, request) : request);

    private static ModelRequest Within(CallScope scope, ModelRequest request)
    {
        request = request.Allowed is null && scope.Allowed is { } allowed ? request with { Allowed = allowed } : request;
        return scope.SmallFastModel is { } own && (request.Purpose == ModelPurpose.SmallFast || request.Model == ServiceIds.SmallFast)
            ? request with { Model = own, Purpose = ModelPurpose.Completion }
            : request;
    }

    /// <summary>Forgets a kernel that no new call would get.</summary>
    internal void DropStaleKernel() => _kernel.DropStale();

    /// <summary>How a call is made by this setup, and by what its client asked for itself.</summary>
    internal CallTerms TermsOf(AnswerForm form)
    {
        var terms = form == AnswerForm.Stream ? _streams : _wholeAnswers;
        return CallScope.Current is { Wishes: { } wishes } ? terms with { Delivery = wishes.Delivery ?? terms.Delivery, Rehearsed = wishes.Rehearsed } : terms;
    }

    internal ModelHealth HealthOf(Candidate candidate) => _health.TryGetValue(candidate.Id, out var known) ? known
        : _health.GetOrAdd(candidate.Id, _calls.HealthOf(new(Organization, Name, candidate.Provider, candidate.Model)));

    internal ProviderLink LinkTo(Candidate candidate) => _ownLinks?.GetValueOrDefault(candidate.Id) ?? LinkTo(candidate.Provider);

    internal ProviderLink LinkTo(string provider) => _links.GetValueOrDefault(provider)
        ?? throw new ProviderException(FailureClass.Error, $"The provider {provider} cannot be called.");

    private string? Link(string provider, ProviderSettings settings)
    {
        if (_calls.Link(Organization, provider, settings, out var obstacle) is { } link)
        {
            _links.Add(provider, link);
            foreach (var entry in settings.Models)
            {
                if (ModelTimeoutsMember.Of(entry) is { } own)
                {
                    (_ownLinks ??= new(StringComparer.Ordinal))[$"{provider}/{entry.Id}"] = new(link.Kind, link.Connection with { Timeouts = link.Connection.Timeouts.With(own) });
                }
            }
        }

        return obstacle;
    }
}
