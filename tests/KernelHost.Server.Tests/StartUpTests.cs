using KernelHost.Organizations;
using KernelHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Tests;

public sealed class StartUpTests
{
    [Fact]
    public void The_notice_holds_the_address_the_key_and_one_line_to_paste()
    {
        var text = StartUpNotice.Text("http://127.0.0.1:5080", new("in data/admin-key", "$(cat data/admin-key)"));

        Assert.Contains("KernelHost  http://127.0.0.1:5080", text, StringComparison.Ordinal);
        Assert.Contains("Admin key   in data/admin-key", text, StringComparison.Ordinal);
        Assert.Contains("curl -s http://127.0.0.1:5080/v1/chat/completions -H \"Authorization: Bearer $(cat data/admin-key)\" -H 'Content-Type: application/json' -d '{", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:7000", "--urls", "http://127.0.0.1:7000")]
    [InlineData(null, "--http_ports", "8080")]
    public void It_listens_where_the_settings_say_and_else_on_loopback(string? urls, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);

        builder.AddHostDefaults();

        Assert.Equal(urls, builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey));
    }

    [Fact]
    public void A_key_from_the_settings_is_not_printed() =>
        Assert.Equal("$KernelHost__AdminKey", KeyLocation.Of(new AdminAccess(null, IsNew: false)).Shell);

    [Fact]
    public void A_key_file_that_was_taken_away_is_not_promised()
    {
        var location = KeyLocation.Of(new AdminAccess("/no/such/directory/admin-key", IsNew: false));

        Assert.Equal("$KEY", location.Shell);
        Assert.DoesNotContain("cat", location.Shell, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_writes_a_key_that_works_and_that_only_its_owner_reads()
    {
        await using var server = KernelHostServer.Start(("KernelHost:AdminKey", ""));
        var file = Path.Combine(server.DataDirectory, "admin-key");
        using var client = server.Client((await File.ReadAllTextAsync(file)).Trim());

        var answer = await client.TryGetAsync("/api/v1/organizations/system");

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Bodies_are_limited_by_the_settings()
    {
        await using var server = KernelHostServer.Start(("Server:MaxRequestBytes", "2048"));

        var answer = await server.Admin.TryPostAsync("/api/v1/organizations", new { slug = "acme", name = new string('x', 4096) });

        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Fact]
    public async Task A_data_directory_has_one_host()
    {
        await using var server = KernelHostServer.Start();
        using var second = new DataDirectoryLock(Options.Create(new KernelHostOptions { DataDirectory = server.DataDirectory }));

        var refusal = Assert.Throws<StorageException>(second.Acquire);

        Assert.Contains(server.DataDirectory, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, StartUpFailure.Explain(refusal));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_explained_in_a_sentence()
    {
        await using var server = KernelHostServer.Start();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(server.Address.ToString());
        await using var second = builder.Build();

        var failure = await Assert.ThrowsAnyAsync<IOException>(() => second.StartAsync());

        Assert.Contains("choose another address with --urls", StartUpFailure.Explain(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_ours_keeps_its_stack_trace() => Assert.Null(StartUpFailure.Explain(new InvalidOperationException("oops")));
}
