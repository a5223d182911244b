namespace KernelHost.Server.Errors;

/// <summary>The only place where exceptions become errors. What the table does not know is our fault: logged, answered without details.</summary>
internal sealed class ErrorHandler(FaultLog log)
{
    /// <summary>What the client is told; what it is not told is logged.</summary>
    public async Task<ApiError> DescribeAsync(Exception exception, HttpContext context)
    {
        var error = ErrorTable.Describe(exception, context) ?? ApiError.OfStatus(StatusCodes.Status500InternalServerError);
        if (error.Status == StatusCodes.Status500InternalServerError)
        {
            await log.WriteAsync(exception, context);
        }

        return error;
    }
}
