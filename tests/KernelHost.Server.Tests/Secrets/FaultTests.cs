using System.Net;
using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>Faults that nobody foresaw, whose text holds a key.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task They_are_answered_without_details_and_logged_without_secrets()
    {
        await using var host = await CanaryHost.StartAsync(PutFaultyKind);
        var admin = await FaultyAsync(host, Canaries.Awkward("faulty"));

        var answers = new[]
        {
            await ChatAsync(host, admin, "first", stream: false),
            await ChatAsync(host, admin, "first", stream: true),
            await host.SendAsync(new("POST /api/v1/plugins/{plugin}/{function}", "/api/v1/plugins/Rubric/generate_rubric", """{"arguments": {"prompt": "An essay"}}"""), admin, "faulty"),
            await host.SendAsync(new("GET /api/v1/admin/settings/api", "/api/v1/admin/settings/api"), admin, "faulty"),
        };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.InternalServerError, answer.Status));
        Assert.Contains(host.Evidence.Texts("log KernelHost.Server.Errors.ErrorHandler Error"), text => text.Contains("NotSupportedException: Cannot parse the header x-api-key: ***", StringComparison.Ordinal));
        host.Evidence.HoldsNoSecret();
    }

    [Fact]
    public async Task In_a_stream_that_has_begun_they_are_an_error_event()
    {
        await using var host = await CanaryHost.StartAsync(PutFaultyKind);
        var admin = await FaultyAsync(host, Canaries.Usual("faulty"));

        var answer = await ChatAsync(host, admin, "later", stream: true);

        Assert.Contains("internal_error", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        host.Evidence.HoldsNoSecret();
    }

    [Fact]
    public async Task When_the_secrets_cannot_be_known_the_log_has_none_of_the_text()
    {
        var vault = new BrokenVault();
        await using var host = await CanaryHost.StartAsync(services => services.AddSingleton<IEnvironment>(vault));
        vault.IsBroken = true;

        var answer = await host.SendAsync(new("POST /v1/chat/completions", "/v1/chat/completions", """{"model": "by-name/gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}"""), host.KeyOf(Sender.Member), "vault");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains(host.Evidence.Texts("log KernelHost.Server.Errors.ErrorHandler Error"), text => text.Contains("withheld", StringComparison.Ordinal));
        host.Evidence.HoldsNoSecret();
    }

    // In place of the real one: a kind registered twice stops the host.
    private static void PutFaultyKind(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType?.Name == "AnthropicProvider"));
        services.AddSingleton<IProviderKind, FaultyKind>();
    }

    private static Task<Exchange> ChatAsync(CanaryHost host, string key, string model, bool stream) =>
        host.SendAsync(new("POST /v1/chat/completions", "/v1/chat/completions", JsonSerializer.Serialize(new { model = $"anthropic/{model}", stream, messages = new[] { new { role = "user", content = "Hello" } } })), key, model);

    private static async Task<string> FaultyAsync(CanaryHost host, string key)
    {
        var (slug, _) = await host.CreateAsync(CanaryHost.NewOrganization with
        {
            Body = JsonSerializer.Serialize(new
            {
                slug = "{new}",
                name = "Faulty",
                config = new { setups = new { @default = new { global_default_model = new { provider = "anthropic", model = "first" }, providers = new { anthropic = new { api_key = key, base_url = "http://127.0.0.1:9", models = new[] { "first", "later" } } } } } },
            }),
        });
        return await host.KeyAsync(slug, new("admin", Role.OrgAdmin));
    }

    private sealed class BrokenVault : IEnvironment
    {
        public bool IsBroken { get; set; }

        public string? Get(string name) => IsBroken ? throw new InvalidOperationException($"The vault refused {Canaries.Of("vault")}.") : null;
    }
}
