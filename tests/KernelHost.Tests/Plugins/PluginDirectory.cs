using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using KernelHost.Plugins;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>Another version of a plugin that is there: texts of the same length in its assembly are replaced, in whatever form it holds them.</summary>
    public PluginDirectory Changed(string name, string from, string to)
    {
        var path = System.IO.Path.Combine(Path, name, $"{name}.dll");
        var bytes = File.ReadAllBytes(path);
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            var (old, changed) = (encoding.GetBytes(from), encoding.GetBytes(to));
            for (var at = bytes.AsSpan().IndexOf(old); at >= 0; at = bytes.AsSpan().IndexOf(old))
                changed.CopyTo(bytes.AsSpan(at));
        }

        File.WriteAllBytes(path, bytes);
        return this;
    }

    /// <summary>The same plugin as if it had been built against another version of an assembly.</summary>
    public PluginDirectory BuiltAgainst(string name, string assembly, ushort major)
    {
        var path = System.IO.Path.Combine(Path, name, $"{name}.dll");
        var bytes = File.ReadAllBytes(path);
        using (var pe = new PEReader(new MemoryStream(bytes.ToArray())))
        {
            var metadata = pe.GetMetadataReader();
            var row = metadata.AssemblyReferences.Single(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name) == assembly);
            var at = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
                + ((MetadataTokens.GetRowNumber(row) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef));
            BitConverter.TryWriteBytes(bytes.AsSpan(at), major);
        }

        File.WriteAllBytes(path, bytes);
        return this;
    }

    public PluginDirectory WithoutFolder(string name)
    {
        Directory.Delete(System.IO.Path.Combine(Path, name), recursive: true);
        return this;
    }

    /// <param name="environment">What references to the environment find; none unless given.</param>
    public static OrganizationPlugins Organizations(IEnvironment? environment = null) =>
        new(new(environment ?? new FakeEnvironment(), Options.Create(new SecurityOptions())), new ServiceCollection().BuildServiceProvider());

    public PluginCatalog Load() => Load(Path);

    public static PluginCatalog Load(string? path) =>
        new(Options.Create(new PluginsOptions { Directory = path }), Organizations(), new(), TimeProvider.System, NullLogger<PluginCatalog>.Instance);

    public void Dispose() => _directory.Delete(recursive: true);
}
