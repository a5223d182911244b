using System.Reflection;
using System.Text;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>A plugins folder that holds the plugin of tests/plugins/Parrot, which can be replaced by another version of it.</summary>
internal sealed class ParrotFolder : IDisposable
{
    private const string Name = "Parrot";
    private const string Assembly = $"{Name}.dll";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kernelhost-benchmark-");
    private readonly string _serving;
    private int _replaced;

    public ParrotFolder()
    {
        Path = _directory.CreateSubdirectory("plugins").FullName;
        _serving = System.IO.Path.Combine(Path, Name);
        Write(_serving, 1);
    }

    /// <summary>What <c>Plugins:Directory</c> is set to.</summary>
    public string Path { get; }

    private static string Built { get; } =
        typeof(ParrotFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "ParrotFolder").Value ?? "";

    /// <summary>What the function <c>version</c> of a version answers.</summary>
    /// <param name="version">1 to 9.</param>
    public static string AnswerOf(int version) => $"PARROT-{version}";

    /// <summary>Puts a whole folder in the place of the one that serves, as a deployment does: at no moment is it half there.</summary>
    public void Replace(int version)
    {
        var (next, last) = (System.IO.Path.Combine(_directory.FullName, $"{++_replaced}"), System.IO.Path.Combine(_directory.FullName, "last"));
        Write(next, version);
        Directory.Move(_serving, last);
        Directory.Move(next, _serving);
        Directory.Delete(last, recursive: true);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void Write(string folder, int version)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Built).Where(file => System.IO.Path.GetFileName(file) != Assembly))
        {
            File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
        }

        var bytes = File.ReadAllBytes(System.IO.Path.Combine(Built, Assembly));
        var (old, wanted) = (Encoding.Unicode.GetBytes(AnswerOf(1)), Encoding.Unicode.GetBytes(AnswerOf(version)));
        wanted.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(old)));
        File.WriteAllBytes(System.IO.Path.Combine(folder, Assembly), bytes);
    }
}
