using Microsoft.AspNetCore.Diagnostics;

namespace KernelHost.Server.Errors;

/// <summary>The only place where exceptions become answers. What the table does not know is our fault: logged whole, answered without details.</summary>
internal sealed partial class ErrorHandler(ILogger<ErrorHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var error = ErrorTable.Describe(exception, httpContext);
        if (error is null or { Status: StatusCodes.Status500InternalServerError })
        {
            LogUnhandled(exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);
        }

        await httpContext.WriteAsync(error ?? ApiError.OfStatus(StatusCodes.Status500InternalServerError));
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed (request {RequestId}).")]
    private partial void LogUnhandled(Exception exception, string method, string path, string requestId);
}
