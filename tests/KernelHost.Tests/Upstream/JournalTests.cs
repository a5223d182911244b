using System.Net;
using System.Net.Http.Headers;
using KernelHost.Upstream;

namespace KernelHost.Tests.Upstream;

public sealed class JournalTests : UpstreamTests
{
    private static readonly AuthenticationHeaderValue Key = new("Bearer", "sk-mine");

    protected override FakeUpstreamOptions Options { get; } = new() { RequireKey = true, JournalCapacity = 3 };

    [Fact]
    public async Task An_entry_holds_what_was_received_byte_for_byte()
    {
        var body = Chat("gpt-4o", ",\"unknown\": 1");
        Http.DefaultRequestHeaders.Authorization = Key;
        await TextAsync("/v1/chat/completions?x=1", body);

        var entry = Assert.Single(Upstream.Journal.Entries);
        Assert.Equal(("POST", "/v1/chat/completions?x=1", "openai", "gpt-4o"), (entry.Method, entry.Path, entry.Wire, entry.Model));
        Assert.Equal(("Bearer sk-mine", "sk-mine"), (entry.Authorization, entry.Key));
        Assert.Equal(body, entry.Text);
        Assert.Equal(1, entry.Json.GetProperty("unknown").GetInt32());
        Assert.False(entry.ClientDisconnected);
    }

    [Fact]
    public async Task A_test_can_wait_for_a_call_before_it_comes()
    {
        Http.DefaultRequestHeaders.Authorization = Key;
        var waiting = Upstream.Journal.WaitForAsync(e => e.Model == "second");
        await TextAsync("/api/chat", Chat("first"));
        await TextAsync("/api/chat", Chat("second"));

        Assert.Equal("second", (await waiting).Model);
    }

    [Fact]
    public async Task A_client_that_leaves_early_is_noticed()
    {
        Http.DefaultRequestHeaders.Authorization = Key;
        using var leaving = new CancellationTokenSource();
        var call = PostAsync("/v1/chat/completions", Streamed("fault-hang"), leaving.Token);
        var entry = await Upstream.Journal.WaitForAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await entry.Ended;

        Assert.True(entry.ClientDisconnected);
    }

    [Fact]
    public async Task Only_the_newest_entries_are_kept()
    {
        foreach (var model in (string[])["a", "b", "c", "d"])
        {
            await TextAsync("/api/chat", Chat(model));
        }

        Assert.Equal(["b", "c", "d"], Upstream.Journal.Entries.Select(e => e.Model));
    }

    [Fact]
    public async Task The_journal_can_be_read_and_cleared_over_HTTP()
    {
        await TextAsync("/api/chat", Chat("llama"));
        Assert.Contains("\"model\":\"llama\"", await Http.GetStringAsync("/_journal"), StringComparison.Ordinal);

        await Http.DeleteAsync("/_journal");

        Assert.Empty(Upstream.Journal.Entries);
    }

    [Theory]
    [InlineData("/v1/chat/completions", null, HttpStatusCode.Unauthorized)]
    [InlineData("/v1/messages", null, HttpStatusCode.Unauthorized)]
    [InlineData("/v1/chat/completions", "sk-mine", HttpStatusCode.OK)]
    [InlineData("/v1/chat/completions", "bad-key", HttpStatusCode.Unauthorized)]
    [InlineData("/api/chat", null, HttpStatusCode.OK)]
    [InlineData("/api/chat", "bad-key", HttpStatusCode.Unauthorized)]
    public async Task Keys_are_demanded_where_there_are_keys(string path, string? key, HttpStatusCode status)
    {
        Http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);

        using var response = await PostAsync(path, Chat("m"));

        Assert.Equal(status, response.StatusCode);
    }
}
