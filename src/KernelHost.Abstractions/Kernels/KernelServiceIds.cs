using System.Collections.Frozen;

namespace KernelHost.Kernels;

/// <summary>The ids a kernel answers to: <c>default</c>, <c>small-fast</c>, and what else it has, such as every named model and every <c>provider/model</c>.</summary>
internal sealed class KernelServiceIds(IEnumerable<string> others)
{
    private readonly FrozenSet<string> _ids = new[] { ServiceIds.Default, ServiceIds.SmallFast }.Concat(others).ToFrozenSet(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => _ids;

    public bool Contains(string id) => _ids.Contains(id);

    public override string ToString() => string.Join(", ", _ids.Order(StringComparer.Ordinal));
}
