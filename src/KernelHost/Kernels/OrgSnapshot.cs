using System.Collections.Frozen;
using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Throttling;

namespace KernelHost.Kernels;

/// <summary>One config version of one organisation, compiled. Immutable: a change makes a new snapshot, running calls keep theirs.</summary>
public sealed class OrgSnapshot
{
    private readonly FrozenDictionary<string, SetupSnapshot> _setups;
    private readonly SetupSnapshot? _default;

    internal OrgSnapshot(Organization organization, long version, OrgConfig config, ImmutableArray<ModelOverride> overrides, Func<string, Setup, SetupSnapshot> compile)
    {
        (Id, Organization) = (organization.Id, organization.Slug);
        Version = version;
        Overrides = overrides;
        Config = config;
        RequestLimits = config.Limits?.Rate is { } rate ? new(rate.RequestsPerMinute, rate.ConcurrentRequests) : null;
        _setups = config.Setups.ToFrozenDictionary(pair => pair.Key, pair => compile(pair.Key, pair.Value), StringComparer.Ordinal);
        _default = config.FindSetup() is { Name: var name } ? _setups[name] : null;
    }

    public Guid Id { get; }

    public string Organization { get; }

    public long Version { get; }

    /// <summary>With the overrides over it.</summary>
    public OrgConfig Config { get; }

    public ImmutableArray<ModelOverride> Overrides { get; }

    /// <summary>Of all its keys together; null = none.</summary>
    public RequestLimits? RequestLimits { get; }

    /// <summary>Forgets kernels that no new call would get.</summary>
    internal void DropStaleKernels()
    {
        foreach (var setup in _setups.Values)
        {
            setup.DropStaleKernel();
        }
    }

    /// <summary>The setup of that name, or with null the default one; null if there is none.</summary>
    public SetupSnapshot? FindSetup(string? name) => name is null ? _default : _setups.GetValueOrDefault(name);
}
