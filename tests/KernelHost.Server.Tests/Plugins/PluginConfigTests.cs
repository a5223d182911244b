using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>What an organisation says of plugins in its config: settings, secrets, who may use them, how long and how many at once.</summary>
public sealed class PluginConfigTests : IAsyncLifetime
{
    private const string Secret = "station-secret-47";

    private readonly string _folder = Directory.CreateTempSubdirectory("kernelhost-plugins-").FullName;
    private KernelHostServer _server = null!;

    public Task InitializeAsync()
    {
        SamplePlugins.CopyTo(_folder);
        _server = KernelHostServer.Start(("Plugins:Directory", _folder), ("Plugins:Watch", "false"), ("Plugins:Patience", "00:00:00"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Settings_and_secrets_reach_the_plugin_and_the_secrets_nobody_else()
    {
        using var tenant = await TenantAsync(new { settings = new { name = "Kiel", unit = "sea_miles", every = "30s" }, secrets = new { api_key = Secret } });

        Assert.Equal($"Kiel SeaMiles 30 {Secret}", await ReadAsync(tenant.Member));

        var config = await tenant.Admin.TryGetAsync(tenant.Config);
        Assert.DoesNotContain(Secret, config.Text, StringComparison.Ordinal);
        Assert.Equal("api_key", Assert.Single(Entry(config.Json).GetProperty("secrets_set").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_config_that_is_read_changed_and_written_back_keeps_the_secret()
    {
        using var tenant = await TenantAsync(new { settings = new { name = "Kiel" }, secrets = new { api_key = Secret } });
        var read = await tenant.Admin.TryGetAsync(tenant.Config);

        var written = await tenant.Admin.TryPutAsync(tenant.Config, read.Text.Replace("Kiel", "Lübeck", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, written.Status);
        Assert.Equal($"Lübeck Metres 60 {Secret}", await ReadAsync(tenant.Member));
    }

    [Fact]
    public async Task A_secret_does_not_follow_to_another_address()
    {
        using var tenant = await TenantAsync(new { settings = new { name = "Kiel", base_url = "https://one.example" }, secrets = new { api_key = Secret } });
        var read = await tenant.Admin.TryGetAsync(tenant.Config);

        var moved = await tenant.Admin.TryPutAsync(tenant.Config, read.Text.Replace("one.example", "two.example", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, moved.Status);   // the plugin cannot do without it
        Assert.Equal("$.setups.default.plugins.Station.settings.api_key", Assert.Single(moved.Json.GetProperty("errors").EnumerateArray()).GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("""{"settings": {"name": "Kiel", "retries": 40}, "secrets": {"api_key": "long enough"}}""", "settings.retries", "invalid_setting")]
    [InlineData("""{"settings": {"name": "Kiel", "retries": "many"}, "secrets": {"api_key": "long enough"}}""", "settings.retries", "wrong_type")]
    [InlineData("""{"settings": {"name": "Kiel", "unit": "yards"}, "secrets": {"api_key": "long enough"}}""", "settings.unit", "wrong_type")]
    [InlineData("""{"settings": {"nmae": "Kiel", "name": "Kiel"}, "secrets": {"api_key": "long enough"}}""", "settings.nmae", "unknown_setting")]
    [InlineData("""{"settings": {"name": "nowhere"}, "secrets": {"api_key": "long enough"}}""", "settings", "invalid_setting")]
    [InlineData("""{"settings": {"name": "Kiel"}, "secrets": {"api_key": "odd"}}""", "secrets.api_key", "invalid_setting")]
    [InlineData("""{"settings": {"name": "Kiel"}, "secrets": {"api_key": "long enough", "pin": "1"}}""", "secrets.pin", "unknown_setting")]
    [InlineData("""{"settings": {"name": "Kiel", "api_key": "twice"}, "secrets": {"api_key": "long enough"}}""", "settings.api_key", "misspelt_secret")]
    [InlineData("""{"enabled": false, "allowed_roles": ["membre"]}""", "allowed_roles[0]", "unknown_role")]
    [InlineData("""{"enabled": false, "timeout": "2h"}""", "timeout", "out_of_range")]
    [InlineData("""{"enabled": false, "timeout": "soon"}""", "timeout", "wrong_type")]
    [InlineData("""{"enabled": false, "max_concurrent": 0}""", "max_concurrent", "out_of_range")]
    public async Task What_is_wrong_is_a_422_with_its_place_and_without_secrets(string station, string place, string code)
    {
        using var tenant = await TenantAsync(new { enabled = false });

        var answer = await tenant.Admin.TryPutAsync(tenant.Config, $$$"""{"setups": {"default": {"providers": {"embedded": {"models": ["extractive"]}}, "plugins": {"Station": {{{station}}} } } } }""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        var error = answer.Json.GetProperty("errors").EnumerateArray().First(error => error.GetProperty("code").GetString() == code);
        Assert.Equal($"$.setups.default.plugins.Station.{place}", error.GetProperty("path").GetString());
        Assert.DoesNotContain("\"odd\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_a_warning_that_suggests_one_that_is()
    {
        using var tenant = await TenantAsync(new { enabled = false });

        var answer = await tenant.Admin.TryPutAsync(tenant.Config, """{"setups": {"default": {"plugins": {"Staton": {"settings": {"anything": 1}}}}}}""");

        var warning = answer.Json.GetProperty("warnings").EnumerateArray().Single(warning => warning.GetProperty("code").GetString() == "unknown_plugin");
        Assert.Equal("$.setups.default.plugins.Staton", warning.GetProperty("path").GetString());
        Assert.Contains("'Station'", warning.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_lacks_its_settings_is_not_there_and_the_admin_sees_why()
    {
        using var tenant = await TenantAsync(null);

        var missing = await tenant.Member.TryPostAsync("/api/v1/plugins/Station/read", new { });
        Assert.Equal((HttpStatusCode.NotFound, "plugin_not_found"), (missing.Status, missing.Code));
        Assert.Contains("GET /api/v1/admin/plugins names them", missing.Text, StringComparison.Ordinal);

        var listed = (await tenant.Admin.TryGetAsync("/api/v1/admin/plugins")).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "Station");
        Assert.Equal(
            ["$.setups.default.plugins.Station.settings.api_key", "$.setups.default.plugins.Station.settings.name"],
            listed.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("path").GetString()!).Order());
    }

    [Fact]
    public async Task A_disabled_plugin_is_not_there()
    {
        using var tenant = await TenantAsync(new { enabled = false }, "Tide");

        Assert.DoesNotContain("Tide", (await tenant.Member.TryGetAsync("/api/v1/plugins")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await tenant.Member.TryPostAsync("/api/v1/plugins/Tide/version", new { })).Status);
    }

    [Fact]
    public async Task A_role_that_is_not_allowed_neither_sees_nor_calls_it_nor_offers_it_to_a_model()
    {
        using var tenant = await TenantAsync(new { allowed_roles = new[] { "org-admin" } }, "tide");

        Assert.DoesNotContain("Tide", (await tenant.Member.TryGetAsync("/api/v1/plugins")).Text, StringComparison.Ordinal);
        foreach (var refused in new[]
        {
            await tenant.Member.TryGetAsync("/api/v1/plugins/Tide"),
            await tenant.Member.TryPostAsync("/api/v1/plugins/TIDE/version", new { }),
        })
        {
            Assert.Equal((HttpStatusCode.Forbidden, "plugin_not_allowed"), (refused.Status, refused.Code));
        }

        var chat = await tenant.Member.TryPostAsync("/v1/chat/completions", new { messages = new[] { new { role = "user", content = "Hi" } }, tools = new[] { new { type = "kernelhost", plugin = "Tide" } } });
        Assert.Equal((HttpStatusCode.Forbidden, "plugin_not_allowed"), (chat.Status, chat.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.TryPostAsync("/api/v1/plugins/Tide/version", new { })).Status);
    }

    [Fact]
    public async Task An_assistant_says_which_of_its_plugins_a_role_may_not_use()
    {
        using var tenant = await TenantAsync(new { allowed_roles = new[] { "org-admin" } }, "Tide");

        var made = await tenant.Admin.TryPostAsync("/api/v1/assistants", new { name = "Pilot", plugins = new[] { "Tide" } });
        Assert.Equal("plugin_not_allowed", Assert.Single(made.Json.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());

        var chat = await tenant.Member.TryPostAsync("/v1/chat/completions", new { model = "assistant/pilot", messages = new[] { new { role = "user", content = "Hi" } } });
        Assert.Equal((HttpStatusCode.Forbidden, "plugin_not_allowed"), (chat.Status, chat.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.StartsWith("The assistant 'pilot' gives its model the plugin 'Tide'", chat.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_takes_no_longer_than_the_organisation_says()
    {
        using var tenant = await TenantAsync(new { timeout = "50ms", settings = new { name = "Kiel" }, secrets = new { api_key = Secret } });

        var late = await tenant.Member.TryPostAsync("/api/v1/plugins/Station/hold", new { });

        Assert.Equal((HttpStatusCode.GatewayTimeout, "plugin_timeout"), (late.Status, late.Code));
        Assert.Contains("0.05 s", late.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_calls_at_once_than_the_organisation_says_are_refused_and_another_organisations_are_not()
    {
        var station = new { max_concurrent = 1, settings = new { name = "Kiel" }, secrets = new { api_key = Secret } };
        using var tenant = await TenantAsync(station);
        using var other = await TenantAsync(station);
        using var gone = new CancellationTokenSource();
        var held = HoldAsync();

        var answer = await Polling.UntilAsync(
            () =>
            {
                if (held.IsCompletedSuccessfully)
                    held = HoldAsync();   // the other was faster, and had the only place
                return ReadAsync();
            },
            answer => answer.Status != HttpStatusCode.OK);

        Assert.Equal((HttpStatusCode.TooManyRequests, "plugin_busy"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.StartsWith("Kiel", await PluginConfigTests.ReadAsync(other.Member), StringComparison.Ordinal);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        answer = await Polling.UntilAsync(ReadAsync, answer => answer.Status != HttpStatusCode.TooManyRequests);   // until the host has seen that it went
        Assert.Equal(HttpStatusCode.OK, answer.Status);

        Task<HttpResponseMessage> HoldAsync() => tenant.Member.PostAsync("/api/v1/plugins/Station/hold", JsonContent.Create(new { }), gone.Token);
        Task<Exchange> ReadAsync() => tenant.Member.TryPostAsync("/api/v1/plugins/Station/read", new { });
    }

    private static JsonElement Entry(JsonElement config) => config.GetProperty("setups").GetProperty("default").GetProperty("plugins").GetProperty("Station");

    private static async Task<string?> ReadAsync(HttpClient client) => (await client.TryPostAsync("/api/v1/plugins/Station/read", new { })).Json.GetProperty("result").GetString();

    private async Task<Tenant> TenantAsync(object? settings, string plugin = "Station")
    {
        var setup = new Dictionary<string, object>
        {
            ["is_default"] = true,
            ["providers"] = new { embedded = new { models = new[] { "extractive" } } },
            ["global_default_model"] = new { provider = "embedded", model = "extractive" },
        };
        if (settings is not null)
            setup["plugins"] = new Dictionary<string, object> { [plugin] = settings };

        var (slug, key) = await _server.CreateTenantKeyAsync(setup);
        return new(_server.Client(key), _server.Client(await _server.CreateKeyAsync(slug, new("admin", Role.OrgAdmin))), $"/api/v1/organizations/{slug}/config");
    }

    private sealed record Tenant(HttpClient Member, HttpClient Admin, string Config) : IDisposable
    {
        public void Dispose()
        {
            Member.Dispose();
            Admin.Dispose();
        }
    }
}
