using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Tests.Providers;

/// <summary>What is dialled, with names of our own: the address that was checked, and only that.</summary>
public sealed class UpstreamReachTests : IAsyncLifetime
{
    private readonly Names _names = new();
    private readonly ServiceProvider _services;
    private FakeUpstream _upstream = null!;

    public UpstreamReachTests() => _services = new ServiceCollection()
        .AddSingleton<IAddressResolver>(_names).AddSingleton<ILoggerProvider, FakeLog>()
        .Configure<SecurityOptions>(security => security.AllowedUpstreams = ["named.example", "169.254.1.1"])
        .AddProviders().BuildServiceProvider();

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData(UpstreamReach.Trusted, "127.0.0.1", true)]
    [InlineData(UpstreamReach.Named, "127.0.0.1", true)]
    [InlineData(UpstreamReach.Public, "127.0.0.1", false)]
    [InlineData(UpstreamReach.Public, "::ffff:127.0.0.1", false)]
    [InlineData(UpstreamReach.Public, "::1", false)]
    [InlineData(UpstreamReach.Public, "10.0.0.1", false)]
    [InlineData(UpstreamReach.Public, "169.254.169.254", false)]
    [InlineData(UpstreamReach.Named, "169.254.169.254", false)]
    [InlineData(UpstreamReach.Named, "0.0.0.0", false)]
    public async Task A_name_leads_only_where_its_reach_goes(UpstreamReach reach, string resolved, bool answered)
    {
        _names.Answer(resolved);

        var failure = await TryAsync(reach);

        Assert.Equal(answered, failure is null);
        Assert.Equal(answered ? 1 : 0, _upstream.Journal.Entries.Count);
    }

    private string Log => _services.GetServices<ILoggerProvider>().OfType<FakeLog>().Single().Text;

    [Fact]
    public async Task A_refusal_tells_the_remedy_and_not_the_address_which_is_in_the_log()
    {
        _names.Answer("10.11.12.13");

        var failure = await TryAsync(UpstreamReach.Public);

        Assert.Equal(FailureClass.Error, failure?.Class);
        Assert.StartsWith("The address of provider 'ours' is not allowed", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("Security:AllowedUpstreams", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("10.11.12.13", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("10.11.12.13 (Private)", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_permitted_are_dialled()
    {
        _names.Answer("169.254.169.254", "224.0.0.1", "127.0.0.1");

        Assert.Null(await TryAsync(UpstreamReach.Named));

        Assert.Contains("169.254.169.254 (Metadata), 224.0.0.1 (Multicast)", Log, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1 (", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_changes_between_check_and_use_changes_nothing()
    {
        _names.Answer("127.0.0.1");
        _names.Answer("169.254.169.254");

        Assert.Null(await TryAsync(UpstreamReach.Named));
        Assert.Equal(1, _names.Asked);

        // The next connection is looked at anew: the name has moved to where it may not lead.
        Assert.NotNull(await TryAsync(UpstreamReach.Named, connectTimeout: 6));
        Assert.Equal(2, _names.Asked);
        Assert.Single(_upstream.Journal.Entries);
    }

    [Fact]
    public async Task Who_may_reach_less_never_gets_a_connection_made_for_who_may_reach_more()
    {
        _names.Answer("127.0.0.1");

        Assert.Null(await TryAsync(UpstreamReach.Trusted));
        Assert.NotNull(await TryAsync(UpstreamReach.Public));
        Assert.Single(_upstream.Journal.Entries);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_takes_no_key_anywhere()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var answering = AnswerAsync(elsewhere, $"HTTP/1.1 308 Moved\r\nLocation: http://named.example:{_upstream.Address.Port}/v1/chat/completions\r\nContent-Length: 0\r\n\r\n");
        _names.Answer("127.0.0.1");

        var failure = await TryAsync(UpstreamReach.Named, ((IPEndPoint)elsewhere.LocalEndpoint).Port);

        await answering;
        Assert.Equal(308, failure?.Status);
        Assert.Empty(_upstream.Journal.Entries);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        Assert.True(await stream.ReadAsync(new byte[16 * 1024]) > 0);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }

    private async Task<ProviderException?> TryAsync(UpstreamReach reach, int? port = null, int connectTimeout = 5)
    {
        var connection = new ProviderConnection
        {
            Name = "ours",
            Kind = ProviderKinds.OpenAI,
            BaseUrl = new($"http://named.example:{port ?? _upstream.Address.Port}/v1"),
            Key = new("sk-canary"),
            Reach = reach,
            Timeouts = AttemptTimeouts.Default with { Connect = TimeSpan.FromSeconds(connectTimeout) },
        };
        try
        {
            await _services.GetRequiredService<ProviderCatalog>().Get(ProviderKinds.OpenAI).CreateChatClient(connection, "gpt-4o").GetResponseAsync("Hi");
            return null;
        }
        catch (ProviderException failure)
        {
            return failure;
        }
    }

    /// <summary>Every name has these addresses; a second answer holds from the second question on.</summary>
    private sealed class Names : IAddressResolver
    {
        private readonly ConcurrentQueue<IPAddress[]> _answers = [];

        public int Asked { get; private set; }

        public void Answer(params string[] addresses) => _answers.Enqueue([.. addresses.Select(IPAddress.Parse)]);

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Asked++;
            var answer = _answers.Count > 1 && _answers.TryDequeue(out var next) ? next : _answers.TryPeek(out var last) ? last : [];
            return Task.FromResult(answer);
        }
    }
}
