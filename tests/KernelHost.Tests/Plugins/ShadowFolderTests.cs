using KernelHost.Plugins;

namespace KernelHost.Tests.Plugins;

public sealed class ShadowFolderTests : IDisposable
{
    private readonly DirectoryInfo _plugin = Directory.CreateTempSubdirectory("kernelhost-plugin-");

    public ShadowFolderTests() => File.WriteAllText(Path.Combine(_plugin.FullName, "Plugin.dll"), "not one");

    [Fact]
    public void The_next_host_deletes_what_a_killed_one_left()
    {
        var left = Directory.CreateTempSubdirectory("kernelhost-plugins-").FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, "Plugin.dll"), "of a version that nobody runs");
        using var next = new ShadowFolder();

        Assert.NotNull(Copy(next));

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void What_a_running_host_uses_stays_until_its_end()
    {
        var running = new ShadowFolder();
        var used = Copy(running) ?? "";
        using var next = new ShadowFolder();

        Copy(next);

        Assert.True(File.Exists(Path.Combine(used, "Plugin.dll")));
        running.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(used))));
    }

    [Fact]
    public void A_folder_that_is_not_as_it_was_seen_is_not_copied()
    {
        using var shadow = new ShadowFolder();

        Assert.Null(shadow.Copy(_plugin.FullName, "another state"));
    }

    public void Dispose() => _plugin.Delete(recursive: true);

    private string? Copy(ShadowFolder shadow) => shadow.Copy(_plugin.FullName, FolderPrint.Of(_plugin.FullName) ?? "");
}
