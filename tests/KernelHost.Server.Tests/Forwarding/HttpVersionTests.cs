using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KernelHost.Server.Tests.Chat;
using KernelHost.Server.Tests.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KernelHost.Server.Tests.Forwarding;

/// <summary>Which HTTP is spoken with a model server behind TLS. The host is a process of its own, since whom it trusts is a matter of its environment.</summary>
public sealed class HttpVersionTests : IDisposable
{
    private const string AdminKey = "admin-key-of-http-versions";

    private readonly string _directory = Directory.CreateTempSubdirectory("kernelhost-versions-").FullName;

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task The_best_HTTP_the_server_offers_is_spoken_over_one_connection(HttpProtocols offered, string spoken)
    {
        using var certificate = Certificate();
        await using var upstream = await ToldServer.StartAsync(TellProtocolAsync, offered, certificate);
        using var host = await StartHostAsync(upstream, certificate);
        using var client = await host.ClientAsync(AdminKey);

        foreach (var stream in new[] { false, true })
        {
            foreach (var form in new[] { "whole", "chunked" })
            {
                var question = new { model = "openai/gpt-4o", messages = new[] { new { role = "user", content = form } }, stream };
                using var answer = await client.PostAsync(Calls.ChatPath, question, ("x-kernelhost-model-info", "none"));

                Assert.Equal((HttpStatusCode.OK, Answer(spoken, stream)), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            }
        }

        Assert.Equal((4, 1), (upstream.Calls, upstream.Connections));
    }

    [Fact]
    public async Task A_server_nobody_vouches_for_is_not_told_anything()
    {
        using var trusted = Certificate();
        using var stranger = Certificate();
        await using var upstream = await ToldServer.StartAsync(TellProtocolAsync, HttpProtocols.Http1AndHttp2, stranger);
        using var host = await StartHostAsync(upstream, trusted);
        using var client = await host.ClientAsync(AdminKey);

        using var answer = await client.PostAsync(
            Calls.ChatPath, new { model = "openai/gpt-4o", messages = new[] { new { role = "user", content = "whole" } } }, ("x-kernelhost-fallback", "none"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("the secure connection failed", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, upstream.Calls);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task TellProtocolAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var stream = body.Contains("\"stream\":true", StringComparison.Ordinal);
        await context.Response.SendAsync(Answer(context.Request.Protocol, stream), stream, chunked: body.Contains("chunked", StringComparison.Ordinal));
    }

    private static string Answer(string protocol, bool stream) => stream ? Sent.Stream.Replace("ezi", protocol, StringComparison.Ordinal) : Sent.Json(protocol);

    private async Task<ServerRun> StartHostAsync(ToldServer upstream, X509Certificate2 trusted)
    {
        var file = Path.Combine(_directory, "trusted.pem");
        await File.WriteAllTextAsync(file, trusted.ExportCertificatePem());
        return new(_directory, ("KernelHost__AdminKey", AdminKey), ("SSL_CERT_FILE", file),
            ("OPENAI_BASE_URL", $"https://localhost:{upstream.Port}/v1"), ("OPENAI_API_KEY", "sk-any"), ("OPENAI_MODELS", "gpt-4o"));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
