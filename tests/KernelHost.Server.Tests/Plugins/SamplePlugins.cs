namespace KernelHost.Server.Tests.Plugins;

/// <summary>The plugins of tests/plugins/Sample, as they were built beside this project.</summary>
internal static class SamplePlugins
{
    /// <summary>Puts them into a plugins folder.</summary>
    public static void CopyTo(string folder)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(here.FullName, "..", "..", "Sample", here.Name);
        var target = Directory.CreateDirectory(Path.Combine(folder, "Sample")).FullName;
        foreach (var file in Directory.EnumerateFiles(built))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
