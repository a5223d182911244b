using System.Reflection;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>What makes a class a plugin, and what it is called.</summary>
internal static class PluginClass
{
    private const string Suffix = "Plugin";
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>The class's name, without <c>Plugin</c> at its end.</summary>
    public static string NameOf(Type type) =>
        type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.Name.Length > Suffix.Length ? type.Name[..^Suffix.Length] : type.Name;

    public static IEnumerable<MethodInfo> FunctionMethods(Type type) =>
        type.GetMethods(All).Where(method => method.IsDefined(typeof(KernelFunctionAttribute), inherit: true));
}
