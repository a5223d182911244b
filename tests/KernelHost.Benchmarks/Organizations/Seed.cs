using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Benchmarks.Organizations;

/// <summary>One organisation of the benchmark, with a key of its own admin.</summary>
internal sealed record Tenant(string Slug, string Key);

/// <summary>Fills a data directory with organisations and keys through the host's own stores, without HTTP. Each is on the disk with its audit entry.</summary>
internal static class Seed
{
    private static readonly Actor Benchmark = new("key_benchmark", Role.SystemAdmin);

    /// <summary>Two embedded models to change between, and two providers that are not called.</summary>
    public static byte[] Config(string model) => Encoding.UTF8.GetBytes("""
        {"setups": {"default": {
          "providers": {
            "embedded": {"models": ["extractive", "extractive-mini"]},
            "openai": {"api_key": "key", "models": ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"]},
            "ollama": {"models": ["llama3.2:latest", "codellama:13b"]}},
          "global_default_model": {"provider": "embedded", "model": "MODEL"},
          "small_fast_model": {"provider": "embedded", "model": "extractive-mini"},
          "models": [{"name": "coder", "provider": "ollama", "model": "codellama:13b", "model_api_parameters": {"temperature": 0.2}}]}}}
        """.Replace("MODEL", model, StringComparison.Ordinal));

    public static async Task<Tenant[]> FillAsync(DirectoryInfo data, int organizations, int keys)
    {
        await using var services = Wire(data.FullName);
        await services.GetRequiredService<HostStartup>().InitializeAsync();
        var tenants = new Tenant[organizations];
        for (var number = 0; number < organizations; number++)
        {
            tenants[number] = await AddAsync(services, $"org-{number}", keys);
        }

        return tenants;
    }

    private static async Task<Tenant> AddAsync(ServiceProvider services, string slug, int keys)
    {
        await services.GetRequiredService<OrganizationDirectory>().CreateAsync(slug, slug, Config("extractive"), Benchmark);
        var directory = services.GetRequiredService<ApiKeyDirectory>();
        var admin = "";
        for (var number = 0; number < keys; number++)
        {
            var made = await directory.CreateAsync(slug, new($"key {number}", number == 0 ? Role.OrgAdmin : Role.Member), Benchmark, default);
            admin = number == 0 ? made?.Secret.Reveal() ?? "" : admin;
        }

        return new(slug, admin);
    }

    private static ServiceProvider Wire(string data) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("KernelHost:DataDirectory", data)]).Build())
        .AddLogging()
        .AddStorage().AddSecurity().AddOrganizations()
        .BuildServiceProvider();
}
