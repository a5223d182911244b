using System.Collections.Concurrent;
using System.Net.Http.Headers;
using KernelHost.Routing;
using KernelHost.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests;

/// <summary>The real server on a free port of loopback, with a data directory, environment variables and an admin key of its own.</summary>
public sealed class KernelHostServer : IAsyncDisposable
{
    public const string AdminKey = "test-admin-key";

    private readonly Factory _factory;

    private KernelHostServer(Factory factory) => _factory = factory;

    public Uri Address => _factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => _factory.Services;

    /// <summary>With the system admin's key.</summary>
    public HttpClient Admin => field ??= Client(AdminKey);

    public string DataDirectory => _factory.DataDirectory;

    /// <summary>What <c>${env:NAME}</c> and the system organisation's sync see; the machine's own variables are not seen.</summary>
    public ConcurrentDictionary<string, string> Environment => _factory.Environment;

    /// <param name="settings">As in <c>appsettings.json</c>, with colons: <c>("Server:MaxRequestBytes", "2048")</c>.</param>
    public static KernelHostServer Start(params (string Name, string? Value)[] settings) => Start(_ => { }, settings);

    /// <param name="configure">Replaces or adds services.</param>
    public static KernelHostServer Start(Action<IServiceCollection> configure, params (string Name, string? Value)[] settings)
    {
        var factory = new Factory(configure, settings);
        factory.UseKestrel(0);
        factory.StartServer();
        return new(factory);
    }

    /// <summary>A client that sends this key as a bearer token; null = none.</summary>
    public HttpClient Client(string? key, string? organization = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (organization is not null)
        {
            client.DefaultRequestHeaders.Add("X-Org", organization);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    // Any type of the server's assembly will do; "Program" is ambiguous, the fake upstream has one too.
    private sealed class Factory(Action<IServiceCollection> configure, (string Name, string? Value)[] settings) : WebApplicationFactory<ServerOptions>, IEnvironment
    {
        public string DataDirectory { get; } = Directory.CreateTempSubdirectory("kernelhost-").FullName;

        public ConcurrentDictionary<string, string> Environment { get; } = new();

        public string? Get(string name) => Environment.GetValueOrDefault(name);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // Its own directory as content root: no settings file of the repository is read.
            builder.UseContentRoot(DataDirectory).UseEnvironment("Test");
            builder.UseSetting("KernelHost:DataDirectory", DataDirectory).UseSetting("KernelHost:AdminKey", AdminKey);
            builder.UseSetting("Logging:LogLevel:Default", "None");
            builder.UseSetting("Server:InlineSockets", "false");   // the tests' own code would run on the thread that reads from the sockets
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureServices(services =>
            {
                services.AddSingleton<IEnvironment>(this);
                services.AddSingleton(new RetryPause(TimeSpan.Zero, TimeSpan.Zero, Random.Shared));   // nobody waits for a server that will fail again
                configure(services);
            });
        }
    }
}
