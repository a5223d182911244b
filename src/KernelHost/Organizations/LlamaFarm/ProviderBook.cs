namespace KernelHost.Organizations.LlamaFarm;

/// <summary>What one model of a file asks for: a server, perhaps with a key, perhaps with the name its provider had when the file was exported.</summary>
internal sealed record AskedServer(string Provider, string? BaseUrl, string? ApiKey, string? Hint)
{
    public ModelServer Server { get; } = ModelServer.Of(Provider, BaseUrl);
}

/// <summary>A provider that is there before the file's models are looked at.</summary>
/// <param name="Key">Its key, where it is known: a file that was exported has none.</param>
internal sealed record KnownProvider(string Name, ModelServer? Server, string? Key, bool InFile);

/// <summary>
/// Gives every model of a file its provider. Models with the same server and key share one; a file that is imported again finds the providers it made before, also
/// when a key was replaced; nobody's provider for another server is ever taken over. Pure.
/// </summary>
internal sealed class ProviderBook(IReadOnlyList<KnownProvider> known)
{
    private readonly Dictionary<string, (ModelServer Server, string? Key)> _taken = new(StringComparer.Ordinal);

    /// <summary>The names, one for each.</summary>
    public string[] Bind(IReadOnlyList<AskedServer> asked)
    {
        var names = asked.Select(Hinted).ToArray();
        Fill(names, asked, one => known.FirstOrDefault(provider => !provider.InFile && provider.Key == one.ApiKey && IsFree(provider, one)));
        Fill(names, asked, one => known.FirstOrDefault(provider => provider.InFile && IsFree(provider, one)));
        Fill(names, asked, one => known.FirstOrDefault(provider => IsFree(provider, one) && (one.ApiKey is null || provider.Name == ModelServer.NameOf(one.Provider, one.BaseUrl))));
        return [.. names.Select((name, index) => name ?? New(asked[index]))];
    }

    private string? Hinted(AskedServer one) =>
        one.Hint is { } hint && known.FirstOrDefault(provider => provider.Name == hint && provider.Server == one.Server) is { } meant
            && (!_taken.TryGetValue(hint, out var owner) || owner.Key is null || one.ApiKey is null || owner.Key == one.ApiKey)
            ? Take(meant.Name, one)
            : null;

    private void Fill(string?[] names, IReadOnlyList<AskedServer> asked, Func<AskedServer, KnownProvider?> find)
    {
        for (var index = 0; index < names.Length; index++)
        {
            names[index] ??= AlreadyTaken(asked[index]) ?? (find(asked[index]) is { } provider ? Take(provider.Name, asked[index]) : null);
        }
    }

    private string? AlreadyTaken(AskedServer one) =>
        _taken.FirstOrDefault(pair => pair.Value == (one.Server, one.ApiKey)).Key;

    private bool IsFree(KnownProvider provider, AskedServer one) => provider.Server == one.Server && !_taken.ContainsKey(provider.Name);

    private string New(AskedServer one)
    {
        if (AlreadyTaken(one) is { } shared)
        {
            return shared;
        }

        var first = ModelServer.NameOf(one.Provider, one.BaseUrl);
        var name = Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? first : $"{first}-{number}")
            .First(name => !_taken.ContainsKey(name) && known.All(provider => provider.Name != name));
        return Take(name, one);
    }

    private string Take(string name, AskedServer one)
    {
        _taken[name] = (one.Server, one.ApiKey ?? (_taken.TryGetValue(name, out var owner) ? owner.Key : null));
        return name;
    }
}
