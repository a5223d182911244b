using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Tests.Providers.Failures;

/// <summary>What happens on the way to a server, by its exception.</summary>
public class TransportFailureTests
{
    private static readonly ProviderConnection Connection = new() { Name = "ours", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new("http://models.corp.internal:8000/v1") };

    public static TheoryData<Exception, FailureClass, string> Failures => new()
    {
        { Sent(new SocketException((int)SocketError.ConnectionRefused)), FailureClass.Error, "Provider 'ours' could not be reached: the connection was refused." },
        { Sent(new SocketException((int)SocketError.HostNotFound)), FailureClass.Error, "Provider 'ours' could not be reached: its host name is not known." },
        { Sent(new SocketException((int)SocketError.TryAgain)), FailureClass.Error, "Provider 'ours' could not be reached: its host name is not known." },
        { Sent(new SocketException((int)SocketError.NetworkUnreachable)), FailureClass.Error, "Provider 'ours' could not be reached: there is no way to its address." },
        { Sent(new IOException("reset", new SocketException((int)SocketError.ConnectionReset))), FailureClass.Error, "Provider 'ours' could not be reached: the connection broke." },
        { new IOException("The response ended prematurely."), FailureClass.Error, "Provider 'ours' could not be reached: the connection broke." },
        { new HttpIOException(HttpRequestError.ResponseEnded), FailureClass.Error, "Provider 'ours' could not be reached: the connection broke." },
        { new InvalidDataException("An event of the stream is too long."), FailureClass.Error, "Provider 'ours' could not be reached: the connection broke." },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "no", new AuthenticationException("10.0.3.7")), FailureClass.Error, "Provider 'ours' could not be reached: the secure connection failed." },
        { new OperationCanceledException(), FailureClass.Error, "Provider 'ours' could not be reached: the connection broke." },
        { new TaskCanceledException("", new TimeoutException()), FailureClass.Timeout, "Provider 'ours' timed out: no connection within 5 s." },
        { Sent(new TimeoutException()), FailureClass.Timeout, "Provider 'ours' timed out: no connection within 5 s." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_broken_way_is_told_in_our_words(Exception failure, FailureClass expected, string says)
    {
        var explained = TransportFailure.Explain(failure, Connection);

        Assert.Equal((expected, says, null), (explained?.Class, explained?.Message, explained?.Status));
    }

    [Fact]
    public void An_address_that_is_not_allowed_says_who_can_change_it() =>
        Assert.StartsWith("The address of provider 'ours' is not allowed", TransportFailure.Explain(Sent(new UpstreamRefusedException()), Connection)?.Message, StringComparison.Ordinal);

    [Fact]
    public void What_was_explained_already_stays_as_it_is()
    {
        var inner = new ProviderException(FailureClass.RateLimit, "m", new TimeoutException());

        Assert.Null(TransportFailure.Explain(inner, Connection));
        Assert.Same(inner, TransportFailure.Explain(new HttpRequestException("wrapped", inner), Connection));
    }

    [Fact]
    public void Our_own_mistakes_are_not_the_upstreams()
    {
        Assert.Null(TransportFailure.Explain(new InvalidOperationException(), Connection));
        Assert.Null(TransportFailure.Explain(new JsonException(), Connection));
    }

    private static HttpRequestException Sent(Exception inner) => new("Connection refused (models.corp.internal:8000)", inner);
}
