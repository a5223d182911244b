using System.ComponentModel;
using System.Diagnostics;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>Programs that are not ours: looked for, else installed.</summary>
internal static class Installed
{
    /// <exception cref="PartyMissingException">It is not there and cannot be installed.</exception>
    public static async Task<string> ProgramAsync(string program, string package)
    {
        if (Find(program) is { } path)
        {
            return path;
        }

        await TryRunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", package);
        return Find(program) ?? throw new PartyMissingException($"{program} is not installed (Debian package {package}).");
    }

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <returns>Null when it did its work, else the end of what it printed.</returns>
    public static async Task<string?> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
            {
                return $"{program} did not start.";
            }

            var printed = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : string.Concat(printed).Trim().Split('\n')[^1];
        }
        catch (Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
