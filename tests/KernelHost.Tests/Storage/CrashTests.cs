using System.Diagnostics;
using System.Globalization;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Storage;

public sealed class CrashTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kernelhost-crash-").FullName;

    public static TheoryData<string> Stores => StoreContractTests.Stores;

    [Theory, MemberData(nameof(Stores))]
    public async Task A_process_killed_while_writing_loses_no_accepted_change_and_starts_again(string store)
    {
        long accepted = 0;
        foreach (var versions in new[] { 3, 7 })
        {
            accepted = await WriteAndKillAsync(store, versions);
        }

        await using var host = await TestHost.StartAsync(_directory, new Dictionary<string, string?> { ["Storage:Provider"] = store });
        var current = await host.Configs.GetAsync(CrashWriter.Slug);

        // One more may have been accepted after the last number was read.
        Assert.InRange(current.Version, accepted, long.MaxValue);
        for (var version = 1L; version <= current.Version; version++)
        {
            var config = (await host.Configs.GetVersionAsync(CrashWriter.Slug, version)).Config;
            Assert.Equal(version, config.Unknown?["number"].GetInt64());
            Assert.Equal($"sk-{version}", config.FindSetup()?.Setup.Providers.Find("openai")?.ApiKey?.Reveal());
        }

        await host.PutAsync(CrashWriter.Config(current.Version + 1), ifMatch: current.Version, slug: CrashWriter.Slug);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <returns>The last version the child said it had stored.</returns>
    private async Task<long> WriteAndKillAsync(string store, int versions)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(CrashWriter).Assembly.Location, _directory, store])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The child did not start.");
        var accepted = 0L;
        for (var read = 0; read < versions; read++)
        {
            var line = await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The child ended by itself.");
            accepted = long.Parse(line, CultureInfo.InvariantCulture);
        }

        // Kill is SIGKILL: no handler, no finally, no flush. The child is in the middle of the next change.
        child.Kill();
        await child.WaitForExitAsync();
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            accepted = long.TryParse(line, CultureInfo.InvariantCulture, out var number) ? Math.Max(accepted, number) : accepted;
        }

        return accepted;
    }
}
