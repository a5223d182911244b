using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.AspNetCore.DataProtection;

namespace KernelHost.Tests.Organizations;

public sealed class SecretRotationTests
{
    private const string WithKey = """{"setups":{"default":{"providers":{"openai":{"api_key":"sk-1","models":["gpt-4o"]}}}}}""";

    [Fact]
    public async Task After_a_rotation_the_new_key_alone_reads_every_version_of_every_organisation()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync(WithKey);
        await first.CreateAsync(WithKey, "gone");
        await first.PutAsync(WithKey.Replace("sk-1", "sk-2", StringComparison.Ordinal));
        await first.Organizations.DeleteAsync("gone", TestHost.Admin);

        var rotated = await first.Get<SecretRotation>().RotateAsync(TestHost.Admin);
        foreach (var old in Directory.EnumerateFiles(first.KeyRing).Where(file => !file.Contains(rotated.KeyId, StringComparison.Ordinal)))
        {
            File.Delete(old);
        }

        await using var second = await TestHost.StartAsync(first.DataDirectory);
        Assert.Equal((3, 0), (rotated.Versions, rotated.Unreadable));
        Assert.Equal(["sk-2"], SecretTests.Secrets(await second.SetupAsync()));
        Assert.Equal("sk-1", (await second.Configs.GetVersionAsync("acme", 1)).Config.FindSetup()?.Setup.Providers.Find("openai")?.ApiKey?.Reveal());
        await second.Organizations.UpdateAsync("gone", new(Status: OrganizationStatus.Active), TestHost.Admin);
        Assert.Equal(["sk-1"], SecretTests.Secrets(await second.SetupAsync("gone")));
    }

    [Fact]
    public async Task Secrets_stay_as_they_are_while_the_host_runs_on_and_new_ones_use_the_new_key()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(WithKey);

        await host.Get<SecretRotation>().RotateAsync(TestHost.Admin);
        await host.PutAsync(WithKey.Replace("gpt-4o", "gpt-4o-mini", StringComparison.Ordinal));

        Assert.Equal(["sk-1"], SecretTests.Secrets(await host.SetupAsync()));
        Assert.Equal("secrets.rotated", (await host.Audit.ListAsync("system", 1, null, default)).Items[0].Kind);
    }

    [Fact]
    public async Task Secrets_that_were_lost_before_are_counted_and_left_alone()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync(WithKey);
        Directory.Delete(first.KeyRing, recursive: true);

        await using var second = await TestHost.StartAsync(first.DataDirectory);
        var rotated = await second.Get<SecretRotation>().RotateAsync(TestHost.Admin);

        Assert.Equal((0, 1), (rotated.Versions, rotated.Unreadable));
    }

    [Fact]
    public async Task A_ring_that_came_back_from_a_backup_is_closed_to_others()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var first = await TestHost.StartAsync();
        File.SetUnixFileMode(first.KeyRing, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(second.KeyRing));
    }

    [Fact]
    public async Task The_ring_reads_what_the_plain_provider_over_the_same_directory_encrypted()
    {
        await using var host = await TestHost.StartAsync();
        var plain = DataProtectionProvider.Create(new DirectoryInfo(host.KeyRing), ring => ring.SetApplicationName("KernelHost"));

        var encrypted = plain.CreateProtector("a purpose", "and another").Protect("secret"u8.ToArray());

        Assert.Equal("secret"u8.ToArray(), host.Get<KeyRing>().Protector("a purpose", "and another").Unprotect(encrypted));
    }
}
