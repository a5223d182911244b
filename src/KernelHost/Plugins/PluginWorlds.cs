using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KernelHost.Plugins;

/// <summary>Every load context of a plugin: those in use, and those that are unloaded but still in memory because something holds on to them. Thread-safe.</summary>
internal sealed class PluginWorlds
{
    private readonly Lock _gate = new();
    private readonly HashSet<PluginWorld> _open = [];   // a context that only finalisers could reach would be unloaded before its plugins are disposed
    private readonly List<(WeakReference Context, string Copy)> _leaving = [];

    /// <summary>How many are in memory.</summary>
    public int Alive
    {
        get
        {
            lock (_gate)
                return _open.Count + _leaving.Count(left => left.Context.IsAlive);
        }
    }

    public PluginWorld Open(AssemblyLoadContext? context, string copy)
    {
        var world = new PluginWorld(context, copy, this);
        lock (_gate)
            _open.Add(world);
        return world;
    }

    public void Unloading(PluginWorld world, WeakReference context)
    {
        lock (_gate)
        {
            _open.Remove(world);
            _leaving.Add((context, world.Copy));
        }
    }

    /// <summary>Collects garbage until nothing more goes, and deletes the copies of what has gone.</summary>
    public void Sweep()
    {
        MakeSerializerForget();
        for (var before = int.MaxValue; Alive < before;)
        {
            before = Alive;
            GC.Collect();
            GC.WaitForPendingFinalizers();   // lets go of instances, and so of contexts
            GC.Collect();
            GC.WaitForPendingFinalizers();   // of the contexts themselves
            GC.Collect();
        }

        lock (_gate)
        {
            foreach (var (_, copy) in _leaving.Where(left => !left.Context.IsAlive))
                ShadowFolder.Delete(copy);
            _leaving.RemoveAll(left => !left.Context.IsAlive);
        }
    }

    // The serializer remembers how to reach the members of every type, for a second after the last use, and looks at what is due only when it learns another type.
    [SuppressMessage("Performance", "CA1869:Cache and reuse 'JsonSerializerOptions' instances", Justification = "Options that knew the type would learn nothing.")]
    private static void MakeSerializerForget() =>
        JsonSerializer.Serialize(new Learned(0), new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    private sealed record Learned(int Nothing);
}
