namespace KernelHost.Server.Tests.Plugins;

/// <summary>Plugins of tests/plugins and samples/plugins, as they were built beside this project.</summary>
internal static class SamplePlugins
{
    /// <summary>Puts one into a plugins folder.</summary>
    public static void CopyTo(string folder, string name = "Sample")
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(here.FullName, "..", "..", name, here.Name);
        var target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(built))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
