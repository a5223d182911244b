using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>Portkey's gateway from npm, as its README starts it.</summary>
internal static class PortkeyParty
{
    /// <summary>With the web server that npm chooses today (1.19) it answers every stream with 500, "immutable".</summary>
    private const string Manifest = """{"private": true, "dependencies": {"@portkey-ai/gateway": "~1.15.0"}, "overrides": {"@hono/node-server": "1.13.1"}}""";

    /// <summary>Kept from run to run.</summary>
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "kernelhost-speed-portkey");

    private static string Script => Path.Combine(Folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");

    public static async Task<RunningParty> StartAsync(Workshop workshop)
    {
        await InstallAsync();
        var port = Child.FreePort();
        var process = Child.Start(workshop.NewFile("portkey.log"), Environment(), "node", Script, $"--port={port}", "--headless");
        await process.ListensAsync(port);
        return new(process, port, $"x-portkey-provider: openai\r\nx-portkey-custom-host: http://127.0.0.1:{workshop.UpstreamPort}/v1\r\nAuthorization: Bearer key\r\n");
    }

    private static Dictionary<string, string> Environment() => new() { ["NODE_ENV"] = "production", ["TRUSTED_CUSTOM_HOSTS"] = "127.0.0.1" };

    private static async Task InstallAsync()
    {
        if (File.Exists(Script))
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), Manifest);
        if (await Installed.TryRunAsync("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", Folder) is { } failure)
        {
            throw new PartyMissingException($"it could not be installed from npm: {failure}");
        }
    }
}
