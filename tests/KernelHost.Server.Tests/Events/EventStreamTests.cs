using System.Net;
using System.Text.Json;
using KernelHost.Events;
using KernelHost.Security;
using KernelHost.Server.Endpoints.Events;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Events;

public sealed class EventStreamTests(ClockedServer fixture) : IClassFixture<ClockedServer>
{
    private readonly HostEvents _events = fixture.Server.Services.GetRequiredService<HostEvents>();

    [Fact]
    public async Task Events_come_as_they_happen()
    {
        var (slug, key) = await NewAsync();
        using var stream = await FollowAsync(key);
        Publish(slug, "first");
        var first = await stream.NextAsync();
        Publish(slug, "second");
        var second = await stream.NextAsync();

        Assert.Equal(("text/event-stream", "no-cache"), (stream.Response.Content.Headers.ContentType?.MediaType, stream.Response.Headers.CacheControl?.ToString()));
        Assert.Equal([("first", "model.returned"), ("second", "model.returned")], new[] { first, second }.Select(one => (Model(one), one.Json.GetProperty("kind").GetString())));
        Assert.Equal(first.Json.GetProperty("id").GetInt64() + 1, long.Parse(second.Id!));
    }

    [Fact]
    public async Task Who_comes_back_goes_on_after_the_last_one_it_had()
    {
        var (slug, key) = await NewAsync();
        foreach (var model in (string[])["one", "two", "three"])
            Publish(slug, model);
        using var all = await FollowAsync(key, "?since=2000-01-01T00:00:00Z");
        var first = await all.NextAsync();

        using var again = await FollowAsync(key, lastEventId: first.Id);

        Assert.Equal(("one", "two", "three"), (Model(first), Model(await again.NextAsync()), Model(await again.NextAsync())));
    }

    [Fact]
    public async Task Who_was_away_too_long_is_told_and_gets_what_there_is()
    {
        var (slug, key) = await NewAsync();
        Publish(slug, "0");
        var before = fixture.Server.Services.GetRequiredService<EventJournal>().Of(slug).LastId;
        for (var i = 1; i <= OrganizationEvents.Most + 1; i++)
            Publish(slug, $"{i}");

        using var stream = await FollowAsync(key, lastEventId: $"{before}");
        var missed = await stream.NextAsync();
        var next = await stream.NextAsync();

        Assert.Equal((null, "missed"), (missed.Id, missed.Event));
        Assert.Equal("2", Model(next));
    }

    [Fact]
    public async Task One_that_happened_again_is_told_again_when_its_time_is_over()
    {
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));   // away from other streams' timers
        var (slug, key) = await NewAsync();
        using var stream = await FollowAsync(key);
        Publish(slug, "again");
        var first = await stream.NextAsync();
        var wait = fixture.Clock.TimerSetAsync(KeptEvent.Window);
        Publish(slug, "again");
        Publish(slug, "again");
        await wait;
        fixture.Clock.Advance(KeptEvent.Window);
        var grown = await stream.NextAsync();

        Assert.Equal((1, 3), (Count(first), Count(grown)));
        Assert.Equal((null, first.Json.GetProperty("id").GetInt64()), (grown.Id, grown.Json.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_told()
    {
        var (slug, key) = await NewAsync();
        using var stream = await FollowAsync(key, "?kind=key.refused&setup=default");
        Publish(slug, "other kind");
        _events.Publish(new KeyRefused(slug, "second", "other setup", ""));
        _events.Publish(new KeyRefused(slug, "default", "openai", ""));

        Assert.Equal("openai", (await stream.NextAsync()).Json.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Another_organisations_events_are_not_told()
    {
        var (other, _) = await NewAsync();
        var (slug, key) = await NewAsync();
        using var stream = await FollowAsync(key);
        Publish(other, "foreign");
        Publish(slug, "own");

        Assert.Equal("own", Model(await stream.NextAsync()));
    }

    [Fact]
    public async Task A_sign_of_life_comes_while_nothing_happens()
    {
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));   // away from other streams' timers
        var (_, key) = await NewAsync();
        using var stream = await FollowAsync(key);

        await fixture.Clock.TimerSetAsync(EventStreams.SignOfLife);
        fixture.Clock.Advance(EventStreams.SignOfLife);

        Assert.Equal(":", await stream.LineAsync());
    }

    [Fact]
    public async Task A_revoked_key_hears_nothing_more()
    {
        var (slug, key) = await NewAsync();
        using var stream = await FollowAsync(key);
        var keys = fixture.Server.Services.GetRequiredService<ApiKeyDirectory>();
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}/keys/{keys.List(slug, 1, null)!.Items[0].Id}");
        Publish(slug, "secret by now");

        Assert.Equal(("end", "access_ended"), Reason(await stream.NextAsync()));
        Assert.Null(await stream.LineAsync());
    }

    [Fact]
    public async Task A_deleted_organisations_stream_ends_for_system_admins_too()
    {
        var (slug, _) = await NewAsync();
        using var stream = await FollowAsync(KernelHostServer.AdminKey, organization: slug);
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}");

        Assert.Equal(("end", "access_ended"), Reason(await stream.NextAsync()));
    }

    [Fact]
    public async Task A_host_that_stops_ends_its_streams()
    {
        var server = KernelHostServer.Start();
        using var client = server.Client(KernelHostServer.AdminKey);
        using var stream = await LiveEvents.OpenAsync(client, EventListTests.Path);

        var stopped = server.DisposeAsync();

        Assert.Equal(("end", "host_stopping"), Reason(await stream.NextAsync()));
        await stopped;
    }

    [Fact]
    public async Task An_organisation_has_so_many_streams_and_no_more()
    {
        var (_, key) = await NewAsync();
        var open = await Task.WhenAll(Enumerable.Range(0, EventStreams.Most).Select(_ => FollowAsync(key)));

        using var client = fixture.Server.Client(key);
        using var request = new HttpRequestMessage(HttpMethod.Get, EventListTests.Path) { Headers = { { "Accept", "text/event-stream" } } };
        using var refused = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_streams"), (refused.StatusCode, JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("code").GetString()));
        foreach (var one in open)
            one.Dispose();
    }

    [Theory]
    [InlineData("?limit=5", null, "limit")]
    [InlineData("", "yesterday", "Last-Event-ID")]
    public async Task A_stream_that_cannot_be_is_refused_by_name(string query, string? lastEventId, string name)
    {
        var (_, key) = await NewAsync();
        using var stream = await FollowAsync(key, query, lastEventId);

        Assert.Equal(HttpStatusCode.BadRequest, stream.Response.StatusCode);
        Assert.Equal(name, JsonElement.Parse(await stream.Response.Content.ReadAsStringAsync()).GetProperty("errors")[0].GetProperty("path").GetString());
    }

    private static string? Model(LiveEvent one) => one.Json.GetProperty("data").GetProperty("model").GetString();

    private static long Count(LiveEvent one) => one.Json.GetProperty("data").GetProperty("count").GetInt64();

    private static (string? Event, string? Reason) Reason(LiveEvent one) => (one.Event, one.Json.GetProperty("reason").GetString());

    private void Publish(string organization, string model) => _events.Publish(new ModelReturned(organization, "default", "p", model));

    private Task<(string Slug, string Key)> NewAsync() => fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

    private async Task<LiveEvents> FollowAsync(string key, string query = "", string? lastEventId = null, string? organization = null) =>
        await LiveEvents.OpenAsync(fixture.Server.Client(key, organization), EventListTests.Path + query, lastEventId);
}
