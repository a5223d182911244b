using System.Collections.Immutable;
using System.Reflection;

namespace KernelHost.Plugins;

/// <summary>Turns a folder into plugins, or into the reasons why not.</summary>
internal sealed class PluginLoader(ShadowFolder shadow, PluginWorlds worlds, TimeProvider time)
{
    /// <param name="print">The state that is wanted: null is returned when the folder is another by the time it has been copied.</param>
    public PluginFolder? Load(string folder, string print)
    {
        var name = Path.GetFileName(folder);
        var hasCode = File.Exists(Assembly(folder));
        if (!hasCode && !PromptFolder.IsOne(folder))
            return new(name, print, null, [], [new(name, $"There is no {name}.dll in it, and no prompt (*.yaml).")]);
        if (shadow.Copy(folder, print) is not { } copy)
            return null;

        var context = hasCode ? new PluginLoadContext(Assembly(copy)) : null;
        var world = worlds.Open(context, copy);
        var findings = context is null ? PromptFolder.Read(copy, world) : Inspect(context, world, name);
        if (findings.Plugins.IsEmpty)
            world.Release();
        return new(name, print, findings.Plugins.IsEmpty ? null : world, findings.Plugins, [.. findings.Problems.Select(problem => problem with { Reason = WithoutPath(problem.Reason, copy) })])
        {
            LoadedAt = time.GetUtcNow(),
        };
    }

    private static string Assembly(string folder) => Path.Combine(folder, $"{Path.GetFileName(folder)}.dll");

    // The loader's messages hold whole paths; where the host keeps its plugins is not for every admin to know.
    private static string WithoutPath(string reason, string folder) =>
        Path.GetDirectoryName(folder) is { } parent ? reason.Replace(parent + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) : reason;

    private static PluginFindings Inspect(PluginLoadContext context, PluginWorld world, string folder)
    {
        try
        {
            var assembly = context.LoadPlugin();
            if (ContractVersions.Misfit(assembly) is { } misfit)
                return PluginFindings.Nothing(folder, misfit);

            var types = assembly.GetExportedTypes().Where(IsPlugin).ToList();
            return types.Count == 0
                ? PluginFindings.Nothing(folder, "It has no public class with a [KernelFunction] method.")
                : PluginFindings.Together(types.Select(type => Inspect(type, world, folder)));
        }
        catch (Exception broken) when (IsLoadFailure(broken))
        {
            return PluginFindings.Nothing(folder, $"It cannot be loaded: {Describe(broken)}");
        }
    }

    private static PluginFindings Inspect(Type type, PluginWorld world, string folder)
    {
        try
        {
            return new([LoadedPlugin.From(type, world, folder)], []);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Its attributes and the schemas of its types are somebody else's code: they may throw anything, and the host starts without it.
            return PluginFindings.Nothing(folder, $"{type.Name}: {Describe(broken)}");
        }
    }

    private static bool IsPlugin(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && PluginClass.FunctionMethods(type).Any();

    private static bool IsLoadFailure(Exception exception) =>
        exception is BadImageFormatException or IOException or UnauthorizedAccessException or TypeLoadException or ReflectionTypeLoadException
            or TypeInitializationException or MissingMemberException or CustomAttributeFormatException;

    // The loader's own messages say which assembly or type it looked for in vain.
    private static string Describe(Exception exception) =>
        (exception as ReflectionTypeLoadException)?.LoaderExceptions is [{ } first, ..] ? first.Message : exception.Message;
}

/// <summary>What one folder holds.</summary>
internal sealed record PluginFindings(ImmutableArray<LoadedPlugin> Plugins, ImmutableArray<PluginProblem> Problems)
{
    public static PluginFindings Nothing(string folder, string reason) => new([], [new(folder, reason)]);

    public static PluginFindings Together(IEnumerable<PluginFindings> parts)
    {
        var all = parts.ToList();
        return new([.. all.SelectMany(part => part.Plugins)], [.. all.SelectMany(part => part.Problems)]);
    }
}
