using System.Collections.Immutable;
using System.Reflection;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

/// <summary>
/// Opens connections to servers. What their config says was checked when it was accepted and is checked here again: the list may have become shorter. The library that
/// speaks the protocol gets no log to write to: it would write messages. Thread-safe.
/// </summary>
internal sealed class McpConnector(
    UpstreamPool pool, AllowedUpstreams upstreams, AllowedCommands commands, EnvironmentSecrets secrets, IOptions<McpOptions> options, IOptions<KernelHostOptions> host, ILoggerFactory loggers)
{
    private static readonly Implementation Us = new()
    {
        Name = "KernelHost",
        Version = typeof(McpConnector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
    };

    /// <param name="toolsChanged">Called whenever the server says that its tools are others.</param>
    /// <exception cref="McpUnavailableException">The server may not be used, or cannot be.</exception>
    public async Task<McpSession> OpenAsync(McpTarget target, Action toolsChanged, CancellationToken cancellationToken)
    {
        var client = new McpClientOptions
        {
            ClientInfo = Us,
            InitializationTimeout = options.Value.ConnectTimeout,
            Handlers = new()
            {
                NotificationHandlers =
                [
                    new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                    {
                        toolsChanged();
                        return default;
                    }),
                ],
            },
        };
        return target.Server.IsCommand ? await StartAsync(target, client, cancellationToken) : await CallAsync(target, client, cancellationToken);
    }

    private async Task<McpSession> StartAsync(McpTarget target, McpClientOptions client, CancellationToken cancellationToken)
    {
        var server = target.Server;
        if (!commands.Permits(server.CommandLine))
        {
            throw new McpUnavailableException($"The command \"{server.Command}\" is not among Mcp:AllowedCommands of this host.");
        }

        if (!server.IsTrusted && (server.Env ?? []).Keys.FirstOrDefault(name => !commands.PermitsVariable(name)) is { } refused)
        {
            throw new McpUnavailableException($"The variable {refused} is not among Mcp:AllowedVariables of this host.");
        }

        var folder = Path.GetFullPath(Path.Combine(host.Value.DataDirectory, "mcp", target.Organization, McpNames.Plugin(server.Name)));
        var process = StdioServer.Start(server.Name, server.CommandLine, folder, Resolve(target, ConfigAddresses.Env, server.Env), options.Value, loggers.CreateLogger<StdioServer>());
        try
        {
            var output = new BoundedStream(process.Output, options.Value.MaxMessageBytes, byLine: true);
            return new(await McpClient.CreateAsync(new StreamClientTransport(process.Input, output), client, cancellationToken: cancellationToken), process, null);
        }
        catch (Exception failure)
        {
            var end = await process.EndAsync();
            await process.DisposeAsync();
            throw end is null ? failure : new McpUnavailableException(end, failure);
        }
    }

    private async Task<McpSession> CallAsync(McpTarget target, McpClientOptions client, CancellationToken cancellationToken)
    {
        var server = target.Server;
        if (server.BaseUrl is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            throw new McpUnavailableException("It has no base_url.");
        }

        var reach = server.IsTrusted ? UpstreamReach.Trusted : upstreams.ReachOf(address)
            ?? throw new McpUnavailableException("Its address is not allowed to org-admins; a system admin can set it, or add its host to Security:AllowedUpstreams.");
        var connection = new ProviderConnection { Name = server.Name, Kind = "mcp", BaseUrl = url, Reach = reach };
        var http = new HttpClient(new McpHttp(pool, connection, Resolve(target, ConfigAddresses.Headers, server.Headers), options.Value.MaxMessageBytes)) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            var transport = new HttpClientTransport(
                new()
                {
                    Endpoint = url,
                    Name = server.Name,
                    TransportMode = server.Transport switch
                    {
                        "sse" => HttpTransportMode.Sse,
                        "http" => HttpTransportMode.StreamableHttp,
                        _ => HttpTransportMode.AutoDetect,
                    },
                    ConnectionTimeout = options.Value.ConnectTimeout,
                },
                http);
            return new(await McpClient.CreateAsync(transport, client, cancellationToken: cancellationToken), null, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private ImmutableDictionary<string, Secret> Resolve(McpTarget target, string prefix, ImmutableDictionary<string, Secret>? written) =>
        (written ?? ImmutableDictionary<string, Secret>.Empty).ToImmutableDictionary(pair => pair.Key, pair =>
        {
            var resolved = secrets.Resolve(pair.Value, target.Server.Trust.CoversSecret(prefix + pair.Key, pair.Value), target.Organization);
            return resolved.Value ?? throw new McpUnavailableException($"{prefix}{pair.Key}: {resolved.Reason}");
        });
}
