using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Tests.Organizations;

/// <summary>The ground floor as the server wires it, in a directory of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static Actor Admin { get; } = new("key_test", Role.SystemAdmin);

    private readonly bool _ownsDirectory;
    private readonly ServiceProvider _services;

    private TestHost(string? directory, IReadOnlyDictionary<string, string?>? settings, FakeEnvironment environment, Action<IServiceCollection>? configure)
    {
        _ownsDirectory = directory is null;
        DataDirectory = directory ?? Directory.CreateTempSubdirectory("kernelhost-").FullName;
        Environment = environment;
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["KernelHost:DataDirectory"] = DataDirectory, ["Mcp:AllowedCommands:0"] = "npx", ["Mcp:AllowedVariables:0"] = "*" };
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(all).Build())
            .AddSingleton<IEnvironment>(environment)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<ILoggerProvider>(Log)
            .AddLogging()
            .AddStorage().AddSecurity().AddOrganizations();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public string DataDirectory { get; }

    public string KeyRing => Path.Combine(DataDirectory, "keys");

    public FakeEnvironment Environment { get; }

    public ManualTimeProvider Time { get; } = new();

    public FakeLog Log { get; } = new();

    public AdminAccess Access { get; private set; } = new(null, false);

    public OrganizationDirectory Organizations => Get<OrganizationDirectory>();

    public OrganizationConfigs Configs => Get<OrganizationConfigs>();

    public ApiKeyDirectory Keys => Get<ApiKeyDirectory>();

    public SystemOrganization System => Get<SystemOrganization>();

    public AuditLog Audit => Get<AuditLog>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TestHost> StartAsync(
        string? directory = null, IReadOnlyDictionary<string, string?>? settings = null, FakeEnvironment? environment = null, Action<IServiceCollection>? configure = null)
    {
        var host = new TestHost(directory, settings, environment ?? new(), configure);
        host.Access = await host.Get<HostStartup>().InitializeAsync();
        return host;
    }

    /// <summary>An organisation with this config, <c>acme</c> unless said.</summary>
    public Task<CreatedOrganization> CreateAsync(string? config = null, string slug = "acme") =>
        Organizations.CreateAsync(slug, slug, config is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(config), Admin);

    public Task<ConfigChange> PutAsync(string config, long? ifMatch = null, bool dryRun = false, string slug = "acme") =>
        Configs.PutAsync(slug, Encoding.UTF8.GetBytes(config), ifMatch, dryRun, Admin);

    public async Task<string> ReadAsync(string slug = "acme") => Encoding.UTF8.GetString(ConfigJson.WritePublic((await Configs.GetAsync(slug)).Config));

    public async Task<Setup> SetupAsync(string slug = "acme") => (await Configs.GetAsync(slug)).Config.FindSetup()?.Setup ?? new();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDirectory)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}

internal sealed class FakeEnvironment : IEnvironment
{
    private readonly Dictionary<string, string> _variables = [];

    public string this[string name]
    {
        set => _variables[name] = value;
    }

    public string? Get(string name) => _variables.GetValueOrDefault(name);
}

internal sealed class FakeLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add(formatter(state, exception) + exception);
        }
    }

    public void Dispose()
    {
    }
}
