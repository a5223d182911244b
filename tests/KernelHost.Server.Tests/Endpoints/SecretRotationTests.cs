using System.Net;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class SecretRotationTests
{
    [Fact]
    public async Task A_rotation_names_the_new_key_s_file_and_every_secret_still_works()
    {
        await using var server = KernelHostServer.Start();
        var (slug, _) = await server.CreateTenantKeyAsync(new { is_default = true, providers = new { openai = new { api_key = Tenants.OpenAiKey, models = new[] { "gpt-4o" } } } });

        var rotated = await server.Admin.TryPostAsync("/api/v1/admin/secrets/rotate");

        Assert.Equal((HttpStatusCode.OK, 1, 0), (rotated.Status, rotated.Json.GetProperty("versions").GetInt32(), rotated.Json.GetProperty("unreadable").GetInt32()));
        Assert.True(File.Exists(Path.Combine(server.DataDirectory, "keys", $"key-{rotated.Json.GetProperty("key_id").GetString()}.xml")));
        var setup = (await server.Services.GetRequiredService<OrganizationConfigs>().GetVersionAsync(slug, 1)).Config.FindSetup()?.Setup;
        Assert.Equal(Tenants.OpenAiKey, setup?.Providers.Find("openai")?.ApiKey?.Reveal());
    }

    [Fact]
    public async Task It_is_the_system_admin_s_alone()
    {
        await using var server = KernelHostServer.Start();
        var (_, key) = await server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = server.Client(key);

        Assert.Equal(HttpStatusCode.Forbidden, (await admin.TryPostAsync("/api/v1/admin/secrets/rotate")).Status);
    }
}
