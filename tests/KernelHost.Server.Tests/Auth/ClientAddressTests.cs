using System.Net;
using KernelHost.Server.Auth;
using Microsoft.AspNetCore.Http;

namespace KernelHost.Server.Tests.Auth;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void It_is_the_connections_other_end_with_ipv4_written_as_ipv4(string remote, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Headers["X-Forwarded-For"] = "198.51.100.1";

        Assert.Equal(expected, ClientAddress.Of(context));
    }

    [Fact]
    public void Without_a_connection_there_is_none() => Assert.Null(ClientAddress.Of(new DefaultHttpContext()));
}
