using System.Net;
using System.Net.Sockets;
using KernelHost.Routing.Health;
using KernelHost.Server.Tests.Chat;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>Servers to which no connection can be made: nobody listens, or nobody there speaks TLS. All models of the provider are left alone.</summary>
public sealed class UnreachableTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hi" }];

    [Theory]
    [InlineData("refused", false)]
    [InlineData("refused", true)]
    [InlineData("tls", false)]
    [InlineData("tls", true)]
    public async Task Another_model_answers_and_the_whole_provider_is_left_alone(string fault, bool stream)
    {
        var dead = fault == "tls" ? new UriBuilder(fixture.Upstream.BaseUrls.OpenAi) { Scheme = "https" }.Uri : new Uri($"http://127.0.0.1:{ClosedPort()}/v1");
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "dead", model = "one" },
            providers = new
            {
                dead = new { kind = "openai", base_url = dead, api_key = Tenants.OpenAiKey, models = new[] { "one", "two" } },
                spare = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "standing-in"),
            },
            fallback = new { models = new[] { new { provider = "spare", model = "standing-in" } } },
        });
        using var client = fixture.Server.Client(key);

        using var first = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream });
        using var other = await client.PostAsync(Calls.ChatPath, new { model = "dead/two", messages = Hello, stream });

        Assert.Equal((HttpStatusCode.OK, "spare/standing-in", "error", "3"), Told(first));
        Assert.Equal((HttpStatusCode.OK, "spare/standing-in", "cooldown", "1"), Told(other));
        Assert.NotNull(fixture.Server.Services.GetRequiredService<ModelRecords>().Find(slug, "default", "dead", "two").CoolingUntil);
    }

    private static (HttpStatusCode Status, string? Model, string? Reason, string? Attempts) Told(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason"), answer.Header("x-kernelhost-attempts"));

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
