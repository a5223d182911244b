using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Soak;

/// <summary>One of the three model servers of a soak: a provider with a model for chats, one for auxiliary calls and one for embeddings.</summary>
internal sealed record Candidate(string Provider)
{
    public static IReadOnlyList<Candidate> All { get; } = [new("alpha"), new("beta"), new("gamma")];

    public string Chat => $"{Provider}-chat";

    public string Small => $"{Provider}-small";

    public string Embedding => $"{Provider}-embedding-dim-{KnownAnswer.Dimensions}";

    public void Fail(FakeUpstream upstream, string fault)
    {
        foreach (var model in Models)
        {
            upstream.Fail(model, fault);
        }
    }

    public void Heal(FakeUpstream upstream)
    {
        foreach (var model in Models)
        {
            upstream.Heal(model);
        }
    }

    private string[] Models => [Chat, Small, Embedding];
}
