using System.Collections.Immutable;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

/// <summary>Every small setup over two providers and three models, and what clients may ask of them.</summary>
internal static class SmallSetups
{
    public const string NoKey = "no key";

    private static readonly ModelEntry Llm = new("l", ModelType.Llm);
    private static readonly ModelEntry Embedding = new("e", ModelType.Embedding);
    private static readonly ModelEntry Unknown = new("u", ModelType.Unknown);
    private static readonly ImmutableArray<ModelEntry>[] ModelLists = [[], [Llm], [Llm, Embedding], [Embedding, Unknown]];

    public static readonly string?[] Asked = [null, "small-fast", "coder", "p/l", "q/e", "l", "e", "p/nope"];

    public static IEnumerable<ProviderSettings> Providers() =>
        from state in new[] { "on", "off", NoKey }
        from models in ModelLists
        from byDefault in new[] { null, "l", "e" }
        select new ProviderSettings { Kind = "universal", Enabled = state != "off", BaseUrl = state, Models = models, DefaultModel = byDefault };

    public static IEnumerable<Setup> All() =>
        from p in Providers()
        from q in Providers()
        from globalDefault in new[] { null, "p/l", "q/l", "q/e" }
        from smallFast in new[] { null, "q/l", "p/e" }
        from embedding in new[] { null, "p/e" }
        select Make(p, q, Reference(globalDefault), Reference(smallFast), Reference(embedding));

    public static SetupModels Compile(Setup setup) => SetupModels.Compile(setup, (_, settings) => settings.BaseUrl == NoKey ? NoKey : null);

    public static Setup Make(ProviderSettings p, ProviderSettings q, ModelReference? globalDefault, ModelReference? smallFast, ModelReference? embedding) => new()
    {
        Providers = new([new("p", p), new("q", q)]),
        GlobalDefaultModel = globalDefault,
        SmallFastModel = smallFast,
        DefaultModelsByType = embedding is null
            ? ImmutableDictionary<ModelType, ModelReference>.Empty
            : ImmutableDictionary<ModelType, ModelReference>.Empty.Add(ModelType.Embedding, embedding),
        Models = [new() { Name = "coder", Provider = "q", Model = "l" }],
    };

    public static ModelReference? Reference(string? text) => text?.Split('/') is [var provider, var model] ? new(provider, model) : null;
}
