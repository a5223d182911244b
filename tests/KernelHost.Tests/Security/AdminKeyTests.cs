using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Tests.Security;

public sealed class AdminKeyTests
{
    [Fact]
    public async Task The_first_start_writes_a_key_that_only_the_owner_can_read()
    {
        await using var host = await TestHost.StartAsync();
        var file = Path.Combine(host.DataDirectory, "admin-key");

        var caller = host.Keys.Authenticate((await File.ReadAllTextAsync(file)).Trim()).Caller;

        Assert.Equal((Role.SystemAdmin, "system"), (caller?.Role, caller?.Organization));
        Assert.Equal(new AdminAccess(file, IsNew: true), host.Access);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Later_starts_leave_the_key_and_the_file_alone()
    {
        await using var host = await TestHost.StartAsync();
        var file = Path.Combine(host.DataDirectory, "admin-key");
        var key = (await File.ReadAllTextAsync(file)).Trim();
        File.Delete(file);

        await using var again = await TestHost.StartAsync(host.DataDirectory);

        Assert.False(File.Exists(file));
        Assert.False(again.Access.IsNew);
        Assert.Equal(Role.SystemAdmin, again.Keys.Authenticate(key).Caller?.Role);
    }

    [Fact]
    public async Task The_key_of_the_settings_is_the_admin_key_and_no_file_is_written()
    {
        var settings = new Dictionary<string, string?> { ["KernelHost:AdminKey"] = "a-key-of-my-own" };
        await using var host = await TestHost.StartAsync(settings: settings);

        Assert.Equal((Role.SystemAdmin, "system"), host.Keys.Authenticate("a-key-of-my-own").Caller is { } caller ? (caller.Role, caller.Organization) : default);
        Assert.False(File.Exists(Path.Combine(host.DataDirectory, "admin-key")));
        Assert.Equal(new AdminAccess(null, IsNew: false), host.Access);
    }

    [Fact]
    public async Task A_key_taken_out_of_the_settings_stops_working()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["KernelHost:AdminKey"] = "a-key-of-my-own" });

        await using var again = await TestHost.StartAsync(host.DataDirectory);

        Assert.Equal(KeyRefusal.Unknown, again.Keys.Authenticate("a-key-of-my-own").Refusal);
        Assert.True(again.Access.IsNew);
    }

    [Fact]
    public async Task The_key_of_the_settings_cannot_be_revoked_while_they_hold_it()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["KernelHost:AdminKey"] = "a-key-of-my-own" });
        var id = host.Keys.Authenticate("a-key-of-my-own").Caller?.KeyId ?? "";

        Assert.False(await host.Keys.RevokeAsync("system", id, TestHost.Admin, default));

        Assert.Equal(Role.SystemAdmin, host.Keys.Authenticate("a-key-of-my-own").Caller?.Role);
    }

    [Fact]
    public async Task A_start_with_only_expired_admin_keys_makes_a_new_one()
    {
        await using var host = await TestHost.StartAsync();
        var first = Assert.Single(host.Keys.List("system", 10, null)?.Items ?? []);
        await host.Keys.CreateAsync("system", new("short-lived", Role.SystemAdmin) { ExpiresAt = host.Time.GetUtcNow().AddDays(1) }, TestHost.Admin, default);
        await host.Keys.RevokeAsync("system", first.Id, TestHost.Admin, default);
        var later = new ManualTimeProvider();
        later.Advance(TimeSpan.FromDays(2));

        await using var again = await TestHost.StartAsync(host.DataDirectory, configure: services => services.AddSingleton<TimeProvider>(later));

        Assert.True(again.Access.IsNew);
    }

    [Theory]
    [InlineData("data", "short")]
    [InlineData("data", "a key with blanks")]
    [InlineData("data", "schlüssel-123")]
    [InlineData(" ", null)]
    public void Settings_that_cannot_work_stop_the_start(string directory, string? key) =>
        Assert.True(new KernelHostOptionsValidator().Validate(null, new() { DataDirectory = directory, AdminKey = key }).Failed);
}
