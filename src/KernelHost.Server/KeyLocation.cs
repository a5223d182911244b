using KernelHost.Organizations;

namespace KernelHost.Server;

/// <summary>Where an administrator finds the key.</summary>
/// <param name="Sentence">For people.</param>
/// <param name="Shell">For a shell: an expression that gives the key.</param>
internal sealed record KeyLocation(string Sentence, string Shell)
{
    private const string Setting = "KernelHost__AdminKey";

    public static KeyLocation Of(AdminAccess access) => access switch
    {
        { KeyFile: null } => new($"the setting {KernelHostOptions.Section}:{nameof(KernelHostOptions.AdminKey)}", $"${Setting}"),
        { KeyFile: { } file } when File.Exists(file) => new($"in {Shorten(file)}{(access.IsNew ? " (made just now)" : "")}", $"$(cat {Quote(Shorten(file))})"),
        { KeyFile: { } file } => new($"not in {Shorten(file)} any more; use the one you kept", "$KEY"),
    };

    /// <summary>Relative only where the shell that started us stands in the same directory: <c>dotnet run --project</c> changes ours, not the shell's.</summary>
    private static string Shorten(string path)
    {
        var here = Directory.GetCurrentDirectory();
        return Environment.GetEnvironmentVariable("PWD") is { } shell && shell != here ? path
            : Path.GetRelativePath(here, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path
            : relative;
    }

    private static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;
}
