namespace Microsoft.SemanticKernel;

internal static class FilterChain
{
    /// <summary>Calls the filters from first to last, each deciding whether the next runs, and at the end the operation itself.</summary>
    public static Task RunAsync<TFilter, TContext>(
        List<TFilter>? filters,
        Func<TFilter, TContext, Func<TContext, Task>, Task> call,
        TContext context,
        Func<TContext, Task> operation,
        int index = 0) =>
        index < (filters?.Count ?? 0)
            ? call(filters![index], context, next => RunAsync(filters, call, next, operation, index + 1))
            : operation(context);
}
