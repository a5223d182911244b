using System.Diagnostics;
using System.Globalization;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Benchmarks.Host;

/// <summary>Kernels built per second, and what an organisation costs in memory: stored, compiled, with its kernel in use.</summary>
internal static class KernelsCommand
{
    private static readonly byte[] Config = """
        {"setups": {"default": {
          "providers": {
            "openai": {"base_url": "http://127.0.0.1:9/v1", "api_key": "key", "models": ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"]},
            "ollama": {"models": ["llama3.2:latest", "codellama:13b"]}},
          "global_default_model": {"provider": "openai", "model": "gpt-4o"},
          "small_fast_model": {"provider": "ollama", "model": "llama3.2:latest"},
          "models": [{"name": "coder", "provider": "ollama", "model": "codellama:13b", "model_api_parameters": {"temperature": 0.2}}]}}}
        """u8.ToArray();

    private static readonly Actor Benchmark = new("benchmark", Role.SystemAdmin);

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var count = int.Parse(args.Option("--organisations") ?? "10000", CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("kernelhost-benchmark-");
        try
        {
            await using var services = Wire(data.FullName, args.Option("--plugins"));
            await services.GetRequiredService<HostStartup>().InitializeAsync();
            await RunAsync(services, count);
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(ServiceProvider services, int count)
    {
        var organizations = services.GetRequiredService<OrganizationDirectory>();
        var cache = services.GetRequiredService<SnapshotCache>();
        var slugs = Enumerable.Range(0, count).Select(number => $"org-{number}").ToArray();

        var empty = Measure.LiveBytes();
        var started = Stopwatch.GetTimestamp();
        foreach (var slug in slugs)
        {
            await organizations.CreateAsync(slug, slug, Config, Benchmark);
        }

        Measure.Row("organisations created (each durable before it is answered)", $"{count / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0} per second");
        var stored = Measure.LiveBytes();
        Measure.Row($"memory per organisation that makes no calls, of {count:#,0}", $"{(stored - empty) / count:#,0} bytes");

        var snapshots = new List<SetupSnapshot>(count);
        started = Stopwatch.GetTimestamp();
        foreach (var slug in slugs)
        {
            snapshots.Add((await cache.GetAsync(slug))?.FindSetup(null) ?? throw new InvalidOperationException(slug));
        }

        Measure.Row("snapshots compiled, configs read from the store included", $"{count / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0} per second");
        var compiled = Measure.LiveBytes();
        Measure.Row("memory per cached organisation without its kernel", $"{(compiled - empty) / count:#,0} bytes");

        started = Stopwatch.GetTimestamp();
        var plugins = 0;
        foreach (var snapshot in snapshots)
        {
            plugins += (await snapshot.KernelAsync(default)).Plugins.Count;
        }

        Measure.Row($"kernels built ({plugins / count} plugins each)", $"{count / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0} per second");
        Measure.Row("memory per cached organisation with its kernel", $"{(Measure.LiveBytes() - empty) / count:#,0} bytes");
        GC.KeepAlive(snapshots);
    }

    /// <summary>The engine, without the web host around it.</summary>
    /// <param name="plugins">Its plugins folder; null = the built server's.</param>
    internal static ServiceProvider Wire(string data, string? plugins) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("KernelHost:DataDirectory", data),
            new("Plugins:Directory", plugins ?? Path.Combine(ServerProcess.Folder, "plugins")),
        ]).Build())
        .AddLogging()
        .AddStorage().AddSecurity().AddOrganizations().AddProviders().AddPlugins().AddKernels()
        .BuildServiceProvider();
}
