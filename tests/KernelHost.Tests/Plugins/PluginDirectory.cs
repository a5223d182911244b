using KernelHost.Plugins;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Plugins;

/// <summary>A plugins folder of a test's own, filled from what was really built.</summary>
internal sealed class PluginDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kernelhost-plugins-");

    /// <summary>An organisation that says nothing about plugins.</summary>
    public static PluginScope Scope { get; } = new("acme", "default", new());

    public string Path => _directory.FullName;

    public PluginDirectory With(string name)
    {
        var source = System.IO.Path.Combine(AppContext.BaseDirectory, "plugins", name);
        var target = _directory.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        return this;
    }

    public PluginDirectory WithFile(string folder, string file, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(_directory.CreateSubdirectory(folder).FullName, file), content);
        return this;
    }

    public PluginDirectory Without(string folder, string file)
    {
        File.Delete(System.IO.Path.Combine(Path, folder, file));
        return this;
    }

    public PluginCatalog Load() => Load(Path);

    public static PluginCatalog Load(string? path) =>
        new(Options.Create(new PluginsOptions { Directory = path }), NullLogger<PluginCatalog>.Instance);

    public void Dispose() => _directory.Delete(recursive: true);
}
