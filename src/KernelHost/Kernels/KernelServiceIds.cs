using System.Collections.Frozen;
using KernelHost.Models;

namespace KernelHost.Kernels;

/// <summary>The ids a setup's kernel answers to: <c>default</c>, <c>small-fast</c>, every named model and every <c>provider/model</c>.</summary>
internal sealed class KernelServiceIds(SetupModels models)
{
    private readonly FrozenSet<string> _ids = new[] { ServiceIds.Default, ServiceIds.SmallFast }
        .Concat(models.Setup.Models.Select(named => named.Name))
        .Concat(models.All.Select(model => model.Id))
        .ToFrozenSet(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => _ids;

    public bool Contains(string id) => _ids.Contains(id);

    public override string ToString() => string.Join(", ", _ids.Order(StringComparer.Ordinal));
}
