using Microsoft.Extensions.Logging;

namespace KernelHost.Kernels;

/// <summary>
/// Services of plugins' own types, such as <c>ILogger&lt;TheirPlugin&gt;</c>. A container remembers every type it was ever asked for, so the shared one must not meet them: an old
/// version of the plugin could never leave memory.
/// </summary>
internal static class PluginTypeServices
{
    /// <param name="type">Of an assembly that can be unloaded, or made of such types.</param>
    public static object? Find(Type type, IServiceProvider shared) => type is not { IsGenericType: true } ? null
        : type.GetGenericTypeDefinition() switch
        {
            var open when open == typeof(ILogger<>) => Activator.CreateInstance(typeof(Logger<>).MakeGenericType(type.GenericTypeArguments), shared.GetService(typeof(ILoggerFactory))),
            var open when open == typeof(IEnumerable<>) => Array.CreateInstance(type.GenericTypeArguments[0], 0),
            _ => null,
        };
}
