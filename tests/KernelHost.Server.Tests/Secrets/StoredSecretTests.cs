using KernelHost.Traffic;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>What lies on the disk, and what whoever gets hold of it can read.</summary>
public sealed class StoredSecretTests
{
    private static readonly string[] Sets = ["\"api_key_set\":true", "\"api_token_set\":true", "env_set", "headers_set"];

    [Fact]
    public async Task Only_the_file_that_hands_out_the_first_key_holds_one_and_it_is_its_owner_s_alone()
    {
        await using var host = await CanaryHost.StartAsync(null, ("KernelHost:AdminKey", ""));
        var file = Path.Combine(host.Server.DataDirectory, "admin-key");
        host.Evidence.AddFiles(host.Server.DataDirectory, except: "admin-key");

        host.Evidence.HoldsNoSecret();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(host.Server.DataDirectory, "keys")));
        }
    }

    [Fact]
    public async Task A_data_directory_the_host_makes_is_closed_to_others()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"kernelhost-canary-{Guid.NewGuid():N}");
        await using (KernelHostServer.Start(("KernelHost:DataDirectory", directory)))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(directory) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_database_without_its_key_ring_has_no_secret_of_any_kind()
    {
        await using var host = await CanaryHost.StartAsync();
        var with = await ConfigAsync(host);
        using var copy = new CopiedData(host.Server.DataDirectory, except: "keys");

        await using var other = await CanaryHost.StartAsync(null, ("KernelHost:DataDirectory", copy.Path));
        other.Org = host.Org;
        var without = await ConfigAsync(other);

        Assert.All(Sets, set => Assert.Contains(set, with, StringComparison.Ordinal));
        Assert.All(Sets, set => Assert.DoesNotContain(set, without, StringComparison.Ordinal));
        other.Evidence.AddFiles(copy.Path);
        other.Evidence.HoldsNoSecret();
    }

    private static async Task<string> ConfigAsync(CanaryHost host)
    {
        var recipe = Recipes.All.First(recipe => recipe.Endpoint == "GET /api/v1/organizations/{slug}/config");
        return (await host.SendAsync(await host.PrepareAsync(recipe), host.Admin, "read")).Text;
    }

    /// <summary>What a thief, or a backup of the wrong files, has.</summary>
    private sealed class CopiedData : IDisposable
    {
        public CopiedData(string from, string except)
        {
            foreach (var file in Directory.EnumerateFiles(from).Where(file => new FileInfo(file).Length > 0))
            {
                using var read = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var write = File.Create(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
                read.CopyTo(write);
            }

            Assert.False(Directory.Exists(System.IO.Path.Combine(Path, except)));
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("kernelhost-copy-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
