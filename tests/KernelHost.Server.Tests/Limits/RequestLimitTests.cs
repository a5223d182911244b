using System.Net;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Limits;
using KernelHost.Server.Tests.Chat;
using KernelHost.Throttling;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Limits;

public sealed class RequestLimitTests : IAsyncLifetime
{
    private static readonly object Hello = new { messages = new[] { new { role = "user", content = "one two three" } } };
    private static readonly object HelloInAStream = new { messages = new[] { new { role = "user", content = "one two three" } }, stream = true };

    private readonly ManualTimeProvider _time = new();
    private KernelHostServer _server = null!;
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Without_limits_there_are_no_headers_and_no_meters()
    {
        using var client = await _server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Calls.ChatPath, Hello);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, _server.Services.GetRequiredService<RequestLimiter>().Count);
    }

    [Fact]
    public async Task A_key_makes_as_many_requests_a_minute_as_its_limit_says()
    {
        using var client = await _server.CreateTenantAsync(Tenants.Embedded(), new("k", Role.Member) { Limits = new(2) });

        using var first = await client.PostAsync(Calls.ChatPath, Hello);
        using var second = await client.GetAsync("/v1/models");
        using var third = await client.PostAsync(Calls.ChatPath, Hello);

        Assert.Equal((HttpStatusCode.OK, "2 1 30s"), (first.StatusCode, Rate(first)));
        Assert.Equal((HttpStatusCode.OK, "2 0 1m0s"), (second.StatusCode, Rate(second)));
        Assert.Equal((HttpStatusCode.TooManyRequests, "2 0 1m0s", "30"), (third.StatusCode, Rate(third), third.Header("Retry-After")));
        Assert.Equal("""{"error":{"message":"This key may make 2 requests a minute.","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}""", await third.Content.ReadAsStringAsync());
        _time.Advance(TimeSpan.FromSeconds(30));
        using var later = await client.PostAsync(Calls.ChatPath, Hello);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Outside_v1_the_refusal_is_problem_details()
    {
        using var client = await _server.CreateTenantAsync(Tenants.Embedded(), new("k", Role.Member) { Limits = new(1) });
        using var first = await client.PostAsync("/api/v1/chat", new { message = "Hi" });

        var refused = await client.TryPostAsync("/api/v1/chat", new { message = "Hi" });

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task An_error_answer_counts_and_says_what_is_left()
    {
        using var client = await _server.CreateTenantAsync(Tenants.Embedded(), new("k", Role.Member) { Limits = new(10) });

        using var answer = await client.PostAsync(Calls.ChatPath, "{");

        Assert.Equal((HttpStatusCode.BadRequest, "10 9 6s"), (answer.StatusCode, Rate(answer)));
    }

    [Fact]
    public async Task All_keys_of_an_organisation_share_its_limit_and_what_it_refuses_costs_the_key_nothing()
    {
        var (slug, key) = await CreateLimitedAsync(new { requests_per_minute = 1 }, new("k", Role.Member) { Limits = new(5) });
        using var limited = _server.Client(key);
        using var other = _server.Client(await _server.CreateKeyAsync(slug, new("other", Role.Member)));
        using var first = await other.GetAsync("/v1/models");

        using var refused = await limited.GetAsync("/v1/models");

        Assert.Equal("1 0 1m0s", Rate(first));
        Assert.Equal((HttpStatusCode.TooManyRequests, "1 0 1m0s"), (refused.StatusCode, Rate(refused)));
        Assert.Contains("organisation may make 1 requests", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await LimitAsync(slug, null);
        using var free = await limited.GetAsync("/v1/models");
        Assert.Equal("5 4 12s", Rate(free));
    }

    [Fact]
    public async Task A_changed_limit_of_a_key_holds_for_its_next_request()
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("k", Role.Member) { Limits = new(1) });
        using var client = _server.Client(key);
        using var first = await client.GetAsync("/v1/models");
        var keys = $"/api/v1/organizations/{slug}/keys";
        var id = (await _server.Admin.TryGetAsync(keys)).Json.GetProperty("items")[0].GetProperty("id").GetString();

        await _server.Admin.TryPatchAsync($"{keys}/{id}", new { limits = new { requests_per_minute = 3 } });

        using var second = await client.GetAsync("/v1/models");
        Assert.Equal((HttpStatusCode.OK, "3 1 40s"), (second.StatusCode, Rate(second)));
    }

    [Fact]
    public async Task A_stream_holds_its_place_until_its_end()
    {
        using var client = await _server.CreateTenantAsync(Tenants.OpenAi(_upstream, "a-fault-stall"), new("k", Role.Member) { Limits = new(null, 1) });
        using var running = await client.PostAsync(Calls.ChatPath, HelloInAStream);
        await _upstream.HeldAsync();

        using var refused = await client.GetAsync("/v1/models");
        _upstream.Release();
        await running.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.StatusCode, refused.Header("Retry-After")));
        Assert.Contains("This key may have 1 requests running at once", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await EventuallyAsync(client));
    }

    [Fact]
    public async Task A_stream_whose_client_left_gives_its_place_back()
    {
        using var client = await _server.CreateTenantAsync(Tenants.OpenAi(_upstream, "b-fault-stall"), new("k", Role.Member) { Limits = new(null, 1) });
        var running = await client.PostAsync(Calls.ChatPath, HelloInAStream);
        await _upstream.HeldAsync();

        running.Dispose();

        Assert.Equal(HttpStatusCode.OK, await EventuallyAsync(client));
    }

    [Fact]
    public async Task A_call_that_failed_gives_its_place_back()
    {
        using var client = await _server.CreateTenantAsync(Tenants.OpenAi(_upstream, "c-fault-500"), new("k", Role.Member) { Limits = new(null, 1) });

        using var failed = await client.PostAsync(Calls.ChatPath, HelloInAStream);

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await EventuallyAsync(client));
    }

    [Fact]
    public async Task A_neighbours_address_does_not_use_up_its_limit()
    {
        var (neighbour, _) = await CreateLimitedAsync(new { requests_per_minute = 1 });
        using var client = await _server.CreateTenantAsync(Tenants.Embedded());

        using var foreign = await client.GetAsync($"/v1/projects/{neighbour}/default/models");
        using var admin = await _server.Admin.GetAsync($"/v1/projects/{neighbour}/default/models");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, "1 0 1m0s"), (foreign.StatusCode, admin.StatusCode, Rate(admin)));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(20, "20ms")]
    [InlineData(1000, "1s")]
    [InlineData(8640, "8.64s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(61_500, "1m1.5s")]
    public void Times_are_written_as_OpenAI_does(int milliseconds, string text) => Assert.Equal(text, LimitAnswers.Span(TimeSpan.FromMilliseconds(milliseconds)));

    private static string Rate(HttpResponseMessage answer) =>
        $"{answer.Header("x-ratelimit-limit-requests")} {answer.Header("x-ratelimit-remaining-requests")} {answer.Header("x-ratelimit-reset-requests")}";

    /// <summary>The place is given back when the server's side of the call has ended, a moment after the client's.</summary>
    private static async Task<HttpStatusCode> EventuallyAsync(HttpClient client) =>
        (await Polling.UntilAsync(() => client.TryGetAsync("/v1/models"), answer => answer.Status != HttpStatusCode.TooManyRequests)).Status;

    private async Task<(string Slug, string Key)> CreateLimitedAsync(object rate, NewApiKey? key = null)
    {
        var made = await _server.CreateTenantKeyAsync(Tenants.Embedded(), key);
        await LimitAsync(made.Slug, rate);
        return made;
    }

    private Task<ConfigChange> LimitAsync(string slug, object? rate) => _server.Services.GetRequiredService<OrganizationConfigs>().PutAsync(
        slug, JsonSerializer.SerializeToUtf8Bytes(new { setups = new { @default = Tenants.Embedded() }, limits = new { rate } }), null, dryRun: false, Actor.Host);
}
