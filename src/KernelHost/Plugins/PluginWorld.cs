using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace KernelHost.Plugins;

/// <summary>
/// A loaded version of a folder, for as long as somebody needs it: the catalog while it is the serving one, and every instance of its plugins. When the last one lets go its
/// load context is unloaded. Never before: a context that unloads cannot load what a running call touches for the first time. Thread-safe.
/// </summary>
internal sealed class PluginWorld(AssemblyLoadContext? context, string copy, PluginWorlds worlds)
{
    private AssemblyLoadContext? _context = context;
    private int _holders = 1;

    /// <summary>The copy it was loaded from.</summary>
    public string Copy => copy;

    /// <returns>False when it is being unloaded: a newer version serves.</returns>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            worlds.Unloading(this, Unload());
    }

    // Not inlined, so that no frame of the caller's holds the context.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Unload()
    {
        var left = new WeakReference(_context);
        _context?.Unload();
        _context = null;
        return left;
    }
}
