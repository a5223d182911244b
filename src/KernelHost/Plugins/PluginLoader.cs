using System.Collections.Immutable;
using System.Reflection;

namespace KernelHost.Plugins;

/// <summary>Turns a folder into plugins, or into the reasons why not.</summary>
internal static class PluginLoader
{
    public static PluginFindings Load(string folder)
    {
        var name = Path.GetFileName(folder);
        var assembly = Path.Combine(folder, $"{name}.dll");
        if (!File.Exists(assembly))
            return PluginFindings.Nothing(name, $"There is no {name}.dll in it.");

        var context = new PluginLoadContext(assembly);
        var findings = Inspect(context, name);
        if (findings.Plugins.IsEmpty)
            context.Unload();
        return findings with { Problems = [.. findings.Problems.Select(problem => problem with { Reason = WithoutPath(problem.Reason, folder) })] };
    }

    // The loader's messages hold whole paths; where the host keeps its plugins is not for every admin to know.
    private static string WithoutPath(string reason, string folder) =>
        Path.GetDirectoryName(folder) is { } parent ? reason.Replace(parent + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) : reason;

    private static PluginFindings Inspect(PluginLoadContext context, string folder)
    {
        try
        {
            var types = context.LoadPlugin().GetExportedTypes().Where(IsPlugin).ToList();
            return types.Count == 0
                ? PluginFindings.Nothing(folder, "It has no public class with a [KernelFunction] method.")
                : PluginFindings.Together(types.Select(type => Inspect(type, folder)));
        }
        catch (Exception broken) when (IsLoadFailure(broken))
        {
            return PluginFindings.Nothing(folder, $"It cannot be loaded: {Describe(broken)}");
        }
    }

    private static PluginFindings Inspect(Type type, string folder)
    {
        try
        {
            return new([LoadedPlugin.From(type, folder)], []);
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
