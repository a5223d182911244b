using System.Globalization;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Errors;

/// <summary>An error on its way to the writer of the right dialect.</summary>
internal static class ErrorAnswer
{
    /// <summary>Ends the request with this error. Nothing may have been sent yet.</summary>
    public static async Task WriteAsync(this HttpContext context, ApiError error)
    {
        context.Features.Set(error);
        context.Response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(Math.Max(0, wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Attempts is { } attempts)
        {
            context.Response.Headers[ModelHeaders.Attempts] = attempts.ToString(CultureInfo.InvariantCulture);
        }

        await context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new() { HttpContext = context });
    }

    /// <summary>The error to write: the one that was set, else what the status alone tells.</summary>
    public static ApiError CurrentError(this HttpContext context) =>
        context.Features.Get<ApiError>() ?? ApiError.OfStatus(context.Response.StatusCode);
}
