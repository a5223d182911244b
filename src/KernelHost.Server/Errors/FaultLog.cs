using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Errors;

/// <summary>
/// Logs the faults that are ours or a plugin's, with all they say of themselves but secrets. Nobody knows what the text of such an exception holds;
/// it can hold a secret of the organisation that called, or the key it called with, and those are known.
/// </summary>
internal sealed partial class FaultLog(ILogger<ErrorHandler> logger, KnownSecrets? known = null)
{
    public async Task WriteAsync(Exception fault, HttpContext context)
    {
        if (logger.IsEnabled(LogLevel.Error))
        {
            LogUnhandled(await PresentableAsync(fault, context), context.Request.Method, context.Request.Path, context.TraceIdentifier);
        }
    }

    private async Task<LoggedFault> PresentableAsync(Exception fault, HttpContext context)
    {
        try
        {
            var secrets = await SecretsAsync(context);
            return new(SecretForms.HideLikely(secrets.Aggregate(fault.ToString(), SecretForms.Hide)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Not even its secrets can be read: what is left without any text of unknown origin is where it happened.
            return new($"{fault.GetType()}: (its message is withheld: the organisation's secrets could not be read){Environment.NewLine}{fault.StackTrace}");
        }
    }

    private async Task<IEnumerable<Secret>> SecretsAsync(HttpContext context)
    {
        IEnumerable<Secret> presented = PresentedKey.TryRead(context.Request, out var key) && key.Length > 0 ? [new(key.ToString())] : [];
        return known is not null && context.Features.Get<Caller>() is { Organization: var organization }
            ? [.. presented, .. await known.OfAsync(organization), .. await known.OfAsync(Organization.SystemSlug)]
            : presented;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed (request {RequestId}).")]
    private partial void LogUnhandled(Exception exception, string method, string path, string requestId);

    /// <summary>An exception as it may be read.</summary>
    private sealed class LoggedFault(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
