using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Plugins;

/// <summary>How a plugin's class is made: by its one public constructor, from what the host offers.</summary>
internal static class PluginConstructor
{
    private static readonly Type[] Offered = [typeof(ISmallFastModel), typeof(IOrganizationContext), typeof(IKnowledgeSearch), typeof(ILoggerFactory), typeof(TimeProvider)];

    /// <exception cref="InvalidPluginException">It has no or several public constructors, or one that asks for more than is offered.</exception>
    public static Func<IServiceProvider, object> For(Type type)
    {
        if (type.GetConstructors() is not [var constructor])
            throw new InvalidPluginException("It needs exactly one public constructor.");
        if (Array.Find(constructor.GetParameters(), parameter => !CanFill(parameter)) is { } wish)
            throw new InvalidPluginException($"Its constructor asks for {wish.ParameterType.Name} {wish.Name}; the host offers {OfferedNames()}, ILogger<T> and IOptions<T>.");

        // Not compiled from an expression tree: instances are made once per kernel, and the compiler's libraries would stay in memory.
        return services => ActivatorUtilities.CreateInstance(services, type);
    }

    /// <summary>What its options are made of: the <c>T</c> of each <see cref="IOptions{TOptions}"/> that the constructor takes.</summary>
    public static IReadOnlyList<Type> OptionTypes(Type type) =>
        [.. type.GetConstructors()[0].GetParameters().Select(parameter => parameter.ParameterType).Where(wanted => Is(wanted, typeof(IOptions<>))).Select(wanted => wanted.GenericTypeArguments[0]).Distinct()];

    private static bool CanFill(ParameterInfo parameter) =>
        parameter.HasDefaultValue || Offered.Contains(parameter.ParameterType) || Is(parameter.ParameterType, typeof(ILogger<>)) || Is(parameter.ParameterType, typeof(IOptions<>));

    private static bool Is(Type type, Type open) => type.IsGenericType && type.GetGenericTypeDefinition() == open;

    private static string OfferedNames() => string.Join(", ", Offered.Select(type => type.Name));
}
