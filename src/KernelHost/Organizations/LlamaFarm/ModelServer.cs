namespace KernelHost.Organizations.LlamaFarm;

/// <summary>
/// A model server as LlamaFarm's files name one: who speaks (<c>openai</c>, <c>ollama</c>, <c>universal</c>, <c>lemonade</c>, or a kind of this host's own) and
/// where. Two are equal when the same calls would reach the same server; the key is not part of it.
/// </summary>
internal sealed record ModelServer
{
    public const string Lemonade = "lemonade";

    private const string LemonadeAddress = "http://localhost:11534/api/v1";

    private ModelServer(string wire, string address) => (Wire, Address) = (wire, address);

    /// <summary>The wire format: every OpenAI-compatible server is <c>openai</c>.</summary>
    public string Wire { get; }

    public string Address { get; }

    /// <summary>What <c>provider</c> may be.</summary>
    public static IEnumerable<string> Providers => [.. ProviderKinds.All.Keys, Lemonade];

    /// <summary>The server of a provider in a config; null when it is of no known kind.</summary>
    public static ModelServer? OfProvider(string name, ProviderSettings settings) =>
        ProviderKinds.Of(name, settings) is { } kind ? Of(kind.Name, settings.BaseUrl) : null;

    /// <param name="provider">One of <see cref="Providers"/>.</param>
    public static ModelServer Of(string provider, string? baseUrl) =>
        new(WireOf(provider), Canonical(BaseUrlOf(provider, baseUrl) ?? ProviderKinds.All.GetValueOrDefault(provider)?.DefaultBaseUrl ?? ""));

    /// <summary>
    /// The <c>base_url</c> to store. Ollama's OpenAI-compatible address is not the one this host calls, and the universal runtime's is often written without the
    /// path it serves under.
    /// </summary>
    public static string? BaseUrlOf(string provider, string? baseUrl) => (provider, baseUrl?.Trim()) switch
    {
        (Lemonade, null or "") => LemonadeAddress,
        (_, null or "") => null,
        (ProviderKinds.Ollama, var url) when url.TrimEnd('/') is var end && end.EndsWith("/v1", StringComparison.Ordinal) => end[..^3],
        (ProviderKinds.Universal, var url) when Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" => url.TrimEnd('/') + "/v1",
        (_, var url) => url,
    };

    /// <summary>The kind of a provider made for this: an OpenAI-compatible server elsewhere is not OpenAI.</summary>
    public static string KindOf(string provider, string? baseUrl) => provider switch
    {
        Lemonade => ProviderKinds.OpenAICompatible,
        ProviderKinds.OpenAI when Of(provider, baseUrl) != Of(provider, null) => ProviderKinds.OpenAICompatible,
        _ => provider,
    };

    /// <summary>The name of a provider made for this: the same file gives the same names wherever it is imported, in whatever order it lists its models.</summary>
    public static string NameOf(string provider, string? baseUrl)
    {
        if (Of(provider, baseUrl) == Of(provider, null) || !Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri))
        {
            return provider;
        }

        var place = uri.IsDefaultPort ? uri.Host : $"{uri.Host}-{uri.Port}";
        var name = $"{provider}-{string.Concat(place.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-')).Trim('-')}";
        return name.Length <= 56 ? name : name[..56];
    }

    private static string WireOf(string provider) => provider switch
    {
        Lemonade or ProviderKinds.OpenAICompatible or ProviderKinds.Groq or ProviderKinds.Google => ProviderKinds.OpenAI,
        _ => provider,
    };

    private static string Canonical(string address) =>
        (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : address).TrimEnd('/');
}
