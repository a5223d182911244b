namespace KernelHost.Server.Errors;

/// <summary>
/// Exceptions, and statuses that nobody gave a body, become answers in the dialect of their path. The framework has a middleware for either; together they
/// allocate half a kilobyte for every request that goes well.
/// </summary>
internal sealed class ErrorAnswers(RequestDelegate next, ErrorHandler handler)
{
    /// <exception cref="Exception">The answer has begun: what cannot be told any more breaks the connection.</exception>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBareError(context.Response))
            {
                await context.WriteAsync(context.CurrentError());
            }
        }
        catch (Exception failure)
        {
            if (HasLeft(failure, context))
            {
                SetClientClosed(context.Response);
            }
            else if (context.Response.HasStarted)
            {
                throw;
            }
            else
            {
                await AnswerAsync(failure, context);
            }
        }
    }

    private async Task AnswerAsync(Exception failure, HttpContext context)
    {
        context.Response.Clear();
        (context.Response.Headers.CacheControl, context.Response.Headers.Pragma, context.Response.Headers.Expires) = ("no-cache,no-store", "no-cache", "-1");
        try
        {
            await context.WriteAsync(await handler.DescribeAsync(failure, context));
        }
        catch (Exception late) when (HasLeft(late, context))
        {
            SetClientClosed(context.Response);
        }
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 and < 600, ContentLength: null, ContentType: null or "" };

    /// <summary>A client that goes away is no fault of anybody's.</summary>
    private static bool HasLeft(Exception failure, HttpContext context) =>
        failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested;

    private static void SetClientClosed(HttpResponse response)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
    }
}
