using System.Reflection;

namespace Microsoft.SemanticKernel;

/// <summary>Turns what a method returns into the value it stands for.</summary>
/// <param name="Type">The type of that value.</param>
/// <param name="ReadAsync">Waits for it.</param>
internal sealed record MethodResult(Type Type, Func<object?, ValueTask<object?>> ReadAsync)
{
    private static readonly MethodInfo Task1 = Reader(nameof(ReadTaskAsync));
    private static readonly MethodInfo ValueTask1 = Reader(nameof(ReadValueTaskAsync));

    public static MethodResult For(Type returned)
    {
        if (returned == typeof(Task))
            return new(typeof(void), async task => { await (Task)NotNull(task); return null; });
        if (returned == typeof(ValueTask))
            return new(typeof(void), async task => { await (ValueTask)NotNull(task); return null; });

        return Generic(returned) switch
        {
            { } open when open == typeof(Task<>) => Reading(Task1, returned),
            { } open when open == typeof(ValueTask<>) => Reading(ValueTask1, returned),
            _ => new(Named(returned), static value => new(value)),
        };
    }

    public static bool IsAwaited(Type returned) =>
        returned == typeof(Task) || returned == typeof(ValueTask)
        || (Generic(returned) is { } open && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static MethodResult Reading(MethodInfo reader, Type returned)
    {
        var type = returned.GenericTypeArguments[0];
        return new(Named(type), reader.MakeGenericMethod(type).CreateDelegate<Func<object?, ValueTask<object?>>>());
    }

    // A function that returns a FunctionResult may return anything.
    private static Type Named(Type type) => type == typeof(FunctionResult) ? typeof(object) : type;

    private static Type? Generic(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private static MethodInfo Reader(string name) =>
        typeof(MethodResult).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static) ?? throw new MissingMethodException(name);

    private static async ValueTask<object?> ReadTaskAsync<T>(object? task) => await (Task<T>)NotNull(task);

    private static async ValueTask<object?> ReadValueTaskAsync<T>(object? task) => await (ValueTask<T>)NotNull(task);

    private static object NotNull(object? task) => task ?? throw new KernelException("The function returned null instead of a task.");
}
