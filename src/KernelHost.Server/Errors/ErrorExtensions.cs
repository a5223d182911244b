namespace KernelHost.Server.Errors;

internal static class ErrorExtensions
{
    public static IServiceCollection AddErrors(this IServiceCollection services)
    {
        // Before AddProblemDetails: the first writer that can, writes.
        services.AddSingleton<IProblemDetailsWriter, OpenAiErrorWriter>();
        services.AddSingleton<IProblemDetailsWriter, JsonRpcErrorWriter>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddSingleton<FaultLog>();
        services.AddSingleton<ErrorHandler>();

        // In every environment, not in Development only: what cannot be bound is answered with a reason.
        return services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>Exceptions, and statuses that nobody gave a body, become answers in the dialect of their path.</summary>
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app) => app.UseMiddleware<ErrorAnswers>();
}
