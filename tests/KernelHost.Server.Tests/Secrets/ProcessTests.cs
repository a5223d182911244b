namespace KernelHost.Server.Tests.Secrets;

/// <summary>What the process prints: when it starts, when it does not, when it works, and when it is killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kernelhost-process-").FullName;

    [Fact]
    public async Task A_host_that_starts_works_and_is_killed_prints_no_secret_and_leaves_none_in_its_files()
    {
        var key = Canaries.Of("admin");
        using var server = new ServerRun(_directory,
            ("KernelHost__AdminKey", key), ("OPENAI_API_KEY", Canaries.Usual("env")), ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1"), ("OPENAI_MODELS", "gpt-4o"));
        using var client = await server.ClientAsync(key);

        var created = await client.TryPostAsync("/api/v1/organizations", new { slug = "acme", name = "Acme", config = Config() });
        await client.TryPostAsync("/v1/chat/completions", new { model = "openai/gpt-4o", messages = new[] { new { role = "user", content = "Hello." } } });
        await client.TryPostAsync("/v1/chat/completions", $$"""{"model": {{Canaries.Of("broken")}}""");
        await server.PrintsAsync("openai/gpt-4o");
        await server.KillAsync();

        Assert.Equal(System.Net.HttpStatusCode.Created, created.Status);
        var evidence = new Evidence();
        evidence.Add("process output", server.Printed);
        evidence.AddFiles(_directory);
        evidence.HoldsNoSecret();
    }

    [Theory]
    [InlineData("KernelHost__AdminKey", "a blank in {0}")]
    [InlineData("KernelHost__AdminKey", "{0}\u00e9")]
    [InlineData("Server__MaxRequestBytes", "sk-{0}")]
    [InlineData("Storage__Provider", "sk-{0}")]
    [InlineData("Kernels__IdleTime", "sk-{0}")]
    [InlineData("Security__AllowedUpstreams__0", "https://user:sk-{0}@example.com")]
    public async Task A_host_that_does_not_start_says_why_without_repeating_a_secret(string setting, string value)
    {
        using var server = new ServerRun(_directory, (setting, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, Canaries.Mark)));

        Assert.Equal(1, await server.ExitAsync());

        Assert.Contains("KernelHost did not start.", server.Printed, StringComparison.Ordinal);
        HoldsNoSecret(server);
    }

    [Theory]
    [InlineData("""{"KernelHost": {"AdminKey": sk-{0}}}""")]
    [InlineData("""{"KernelHost": {"AdminKey": "{0}}""")]
    [InlineData("""{"KernelHost": {"AdminKey": "{0}", "AdminKey": "{0}"}}""")]
    public async Task A_settings_file_that_cannot_be_read_is_named_and_not_quoted(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "appsettings.json"), text.Replace("{0}", Canaries.Mark, StringComparison.Ordinal));
        using var server = new ServerRun(_directory);

        Assert.Equal(1, await server.ExitAsync());

        Assert.Contains("appsettings.json", server.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Printed, StringComparison.Ordinal);
        HoldsNoSecret(server);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static object Config() => new
    {
        setups = new
        {
            @default = new
            {
                providers = new { groq = new { api_key = Canaries.Of("groq"), models = new[] { "llama" } } },
                knowledge_base = new { server_url = "http://kb.example", api_token = Canaries.Awkward("kb") },
                mcp = new { servers = new[] { new { name = "db", transport = "http", base_url = "http://db.example/mcp", headers = new { Authorization = Canaries.Of("mcp") } } } },
            },
        },
    };

    private static void HoldsNoSecret(ServerRun server)
    {
        var evidence = new Evidence();
        evidence.Add("process output", server.Printed);
        evidence.HoldsNoSecret();
    }
}
