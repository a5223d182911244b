using System.Globalization;
using System.Net.Sockets;
using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>What the network did, in words of our own: the framework's messages name hosts and ports.</summary>
internal static class TransportFailure
{
    /// <summary>Null when the exception is not the upstream's doing and should come through as it is.</summary>
    public static ProviderException? Explain(Exception failure, ProviderConnection connection) => failure switch
    {
        ProviderException => null,
        _ when Find<ProviderException>(failure) is { } inner => inner,
        _ when FailureClassifier.ClassOf(failure) is { } failureClass =>
            new(failureClass, Words(failure, failureClass, connection), failure) { IsOfProvider = failureClass == FailureClass.Timeout || IsUnreachable(failure) },
        _ => null,
    };

    public static bool Has<T>(Exception failure)
        where T : Exception => Find<T>(failure) is not null;

    private static string Words(Exception failure, FailureClass failureClass, ProviderConnection connection) =>
        failureClass == FailureClass.Timeout ? ConnectTimedOut(connection)
        : Has<UpstreamRefusedException>(failure) ? Refused(connection)
        : $"Provider '{connection.Name}' could not be reached: {Reason(failure)}.";

    private static string ConnectTimedOut(ProviderConnection connection) => string.Create(
        CultureInfo.InvariantCulture, $"Provider '{connection.Name}' timed out: no connection within {connection.Timeouts.Connect.TotalSeconds:0.###} s.");

    private static string Refused(ProviderConnection connection) => $"The address of provider '{connection.Name}' is not allowed: it leads to a network that "
        + "org-admins may not reach. A system admin can set the provider's base_url, or name its host in Security:AllowedUpstreams.";

    private static string Reason(Exception failure) => Find<SocketException>(failure)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "its host name is not known",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to its address",
        _ when failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the secure connection failed",
        _ => "the connection broke",
    };

    // A connection that breaks may have been one call's; one that cannot be made is everybody's.
    private static bool IsUnreachable(Exception failure) => failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
        || Has<UpstreamRefusedException>(failure)
        || Find<SocketException>(failure)?.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable;

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found)
                return found;
        }

        return null;
    }
}
