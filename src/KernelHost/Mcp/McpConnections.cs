using System.Collections.Concurrent;
using System.Collections.Immutable;
using KernelHost.Organizations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Mcp;

/// <summary>
/// The connections to all organisations' servers: one per organisation and definition, shared by setups and by versions of a config, made when first asked for, closed when no
/// config names them or nobody uses them. Thread-safe.
/// </summary>
public sealed class McpConnections : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<McpTarget, McpConnection> _connections = new();
    private readonly OrganizationConfigs _configs;
    private readonly OrganizationDirectory _organizations;
    private readonly McpConnector _connector;
    private readonly McpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<McpConnection> _logger;
    private readonly ITimer _looks;
    private long _versions;

    internal McpConnections(
        OrganizationConfigs configs, OrganizationDirectory organizations, McpConnector connector, IOptions<McpOptions> options, TimeProvider time, ILogger<McpConnection> logger)
    {
        (_configs, _organizations, _connector, _options, _time, _logger) = (configs, organizations, connector, options.Value, time, logger);
        _configs.Changed += CloseUnnamed;
        _organizations.Changed += CloseOf;
        _looks = time.CreateTimer(_ => CloseIdle(), null, BetweenLooks, BetweenLooks);
    }

    /// <summary>How it stands with the servers of a setup, in the config's order.</summary>
    public async ValueTask<IReadOnlyList<McpStatus>> StatusAsync(string organization, Setup setup, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var enabled = await IsEnabledAsync(organization, cancellationToken);
        return [.. ServersOf(setup).Select(server => StatusOf(organization, setup, server, enabled))];
    }

    /// <summary>Whether the organisation uses MCP at all.</summary>
    public async ValueTask<bool> IsEnabledAsync(string organization, CancellationToken cancellationToken = default) =>
        (await _configs.GetAsync(organization, cancellationToken)).Config.Features?.McpEnabled is not false;

    /// <summary>Changes when what <see cref="PluginsAsync"/> would give has changed.</summary>
    internal long VersionFor(string organization, Setup setup)
    {
        var version = 0L;
        foreach (var server in ServersOf(setup))
        {
            version = _connections.TryGetValue(McpTarget.Of(organization, server), out var connection) ? Math.Max(version, connection.Version) : version;
        }

        return version;
    }

    /// <summary>A plugin for each server of a setup, with the tools that it has just now.</summary>
    internal async ValueTask<IReadOnlyList<KernelPlugin>> PluginsAsync(string organization, Setup setup, CancellationToken cancellationToken)
    {
        var servers = ServersOf(setup);
        if (servers.IsEmpty || !await IsEnabledAsync(organization, cancellationToken))
        {
            return [];
        }

        McpConnection[] connections = [.. servers.Where(server => McpNames.TakenBy(server, servers) is null).Select(server => Of(McpTarget.Of(organization, server)))];
        await Task.WhenAll(connections.Select(connection => connection.FirstAsync(cancellationToken)));
        return [.. connections.Select(Plugin)];
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Servers end with the host.</summary>
    Task IHostedService.StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        _configs.Changed -= CloseUnnamed;
        _organizations.Changed -= CloseOf;
        await _looks.DisposeAsync();
        await Task.WhenAll(_connections.Values.Select(connection => connection.EndAsync()));
        _connections.Clear();
    }

    private static ImmutableArray<McpServer> ServersOf(Setup setup) => setup.Mcp?.Servers ?? [];

    private static McpPlugin Plugin(McpConnection connection)
    {
        var status = connection.Status;
        var description = status.Reason is { } reason && connection.Tools.Tools.IsEmpty ? $"MCP server {status.Name}. Not available: {reason}" : $"MCP server {status.Name}.";
        return new(status.Name, description, connection.Tools.Tools.Select(tool => new McpTool(connection, tool)));
    }

    private McpStatus StatusOf(string organization, Setup setup, McpServer server, bool enabled)
    {
        var target = McpTarget.Of(organization, server);
        var nothing = new McpStatus(server.Name, McpNames.Plugin(server.Name), McpConnection.TransportOf(target), McpState.Idle, null, 0, [], null, 0);
        return !enabled ? nothing with { State = McpState.Disabled, Reason = "The organisation's features.mcp_enabled is false." }
            : McpNames.TakenBy(server, ServersOf(setup)) is { } other ? nothing with { State = McpState.Failed, Reason = $"Its plugin would have the same name as that of \"{other.Name}\": rename one of them." }
            : _connections.TryGetValue(target, out var connection) ? connection.Status
            : nothing;
    }

    private McpConnection Of(McpTarget target) => _connections.GetOrAdd(
        target, static (target, self) => new(target, self._connector, self._options, self._time, () => Interlocked.Increment(ref self._versions), self._logger), this);

    private void CloseUnnamed(ConfigVersion now)
    {
        var named = now.Config.Features?.McpEnabled is false ? []
            : now.Config.Setups.Values.SelectMany(setup => ServersOf(setup)).Select(server => McpTarget.Of(now.Organization, server)).ToHashSet();
        Close(target => target.Organization == now.Organization && !named.Contains(target));
    }

    private void CloseOf(Organization organization)
    {
        if (organization.Status != OrganizationStatus.Active)
        {
            Close(target => target.Organization == organization.Slug);
        }
    }

    private void CloseIdle()
    {
        foreach (var connection in _connections.Values)
        {
            _ = connection.RestAsync();
        }
    }

    private void Close(Func<McpTarget, bool> which)
    {
        foreach (var target in _connections.Keys.Where(which))
        {
            if (_connections.TryRemove(target, out var connection))
            {
                _ = Task.Run(connection.RetireAsync);
            }
        }
    }
}
