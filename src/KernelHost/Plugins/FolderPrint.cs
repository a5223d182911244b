using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KernelHost.Plugins;

/// <summary>What tells one state of a folder from another: the names, sizes and times of its files.</summary>
internal static class FolderPrint
{
    /// <returns>Null when the folder is gone, or is being changed so that it cannot be read.</returns>
    public static string? Of(string folder)
    {
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(folder, file.FullName)}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Order(StringComparer.Ordinal)))));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
