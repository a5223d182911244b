using System.Collections.Frozen;

namespace KernelHost.Providers;

/// <summary>The provider kinds of this build by name. A kind registered twice fails when the catalogue is built.</summary>
public sealed class ProviderCatalog(IEnumerable<IProviderKind> kinds)
{
    private readonly FrozenDictionary<string, IProviderKind> _byName =
        kinds.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);   // a duplicate throws

    /// <summary>Null when this build has no such kind.</summary>
    public IProviderKind? Find(string kind) => _byName.GetValueOrDefault(kind);

    /// <exception cref="ProviderException">This build has no such kind.</exception>
    public IProviderKind Get(string kind) => Find(kind)
        ?? throw new ProviderException(FailureClass.Error, $"The provider kind '{kind}' is not available in this build.");
}
