using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>The plugins of a kernel, by name without regard to case. Not synchronised.</summary>
public sealed class KernelPluginCollection : ICollection<KernelPlugin>, IReadOnlyKernelPluginCollection
{
    private readonly Dictionary<string, KernelPlugin> _plugins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes an empty collection.</summary>
    public KernelPluginCollection()
    {
    }

    /// <summary>Makes a collection of plugins.</summary>
    public KernelPluginCollection(IEnumerable<KernelPlugin> plugins) => AddRange(plugins);

    /// <summary>How many there are.</summary>
    public int Count => _plugins.Count;

    bool ICollection<KernelPlugin>.IsReadOnly => false;

    /// <summary>The plugin of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public KernelPlugin this[string name] => TryGetPlugin(name, out var plugin) ? plugin : throw new KeyNotFoundException($"There is no plugin '{name}'.");

    /// <summary>Adds a plugin.</summary>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void Add(KernelPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        _plugins.Add(plugin.Name, plugin);
    }

    /// <summary>Adds plugins.</summary>
    public void AddRange(IEnumerable<KernelPlugin> plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        foreach (var plugin in plugins)
            Add(plugin);
    }

    /// <summary>Removes a plugin; another one of the same name stays.</summary>
    public bool Remove(KernelPlugin plugin) => Contains(plugin) && _plugins.Remove(plugin.Name);

    /// <summary>Removes all.</summary>
    public void Clear() => _plugins.Clear();

    /// <summary>Whether this very plugin is there.</summary>
    public bool Contains(KernelPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return _plugins.TryGetValue(plugin.Name, out var existing) && existing == plugin;
    }

    /// <summary>Finds a plugin by name.</summary>
    public bool TryGetPlugin(string name, [NotNullWhen(true)] out KernelPlugin? plugin) => _plugins.TryGetValue(name, out plugin);

    /// <summary>The plugins.</summary>
    public IEnumerator<KernelPlugin> GetEnumerator() => _plugins.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<KernelPlugin>.CopyTo(KernelPlugin[] array, int arrayIndex) => _plugins.Values.CopyTo(array, arrayIndex);
}
