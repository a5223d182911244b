using System.Net;
using System.Text.Json;

namespace KernelHost.Server.Tests.Knowledge;

/// <summary>What an organisation may store, reached while its documents are indexed: their texts still fitted, their vectors do not.</summary>
public sealed class StorageLimitTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = KnowledgeClient.Path;
    private const string Model = "embed-dim-4096";
    private const int Pages = 30;
    private const int Chunks = 20;          // of each page: 10 MB of vectors in all
    private const int Room = 6_000_000;     // the database's log takes up to 4 MB of it for a while

    [Fact]
    public async Task A_job_that_reaches_it_fails_with_the_figures()
    {
        var (client, kb, job) = await ReachedAsync();

        Assert.Equal(("failed", "documents_failed"), (Text(job, "status"), Text(job.GetProperty("error"), "code")));
        Assert.Contains("(limits.usage.storage_gb)", Text(job.GetProperty("error"), "message"), StringComparison.Ordinal);
        var more = await client.Admin.TryPostAsync($"{Path}/{kb}/documents", new { name = "more.txt", text = "more" });
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "storage_limit_reached"), (more.Status, more.Code));
    }

    [Fact]
    public async Task Every_document_is_there_whole_or_not_at_all()
    {
        var (client, kb, _) = await ReachedAsync();

        var pages = (await client.Member.TryGetAsync($"{Path}/{kb}/documents?limit=200")).Json.GetProperty("items").EnumerateArray().Skip(1).ToArray();
        var (ready, failed) = (pages.Where(page => Text(page, "status") == "ready").ToArray(), pages.Where(page => Text(page, "status") == "failed").ToArray());
        Assert.True(ready.Length > 0 && failed.Length > 0 && ready.Length + failed.Length == Pages, $"{ready.Length} ready, {failed.Length} failed");
        Assert.All(failed, page => Assert.Contains("(limits.usage.storage_gb)", Text(page, "error"), StringComparison.Ordinal));
        Assert.Equal((ready.Length * Chunks) + 1, (await client.ReadAsync(kb)).GetProperty("chunks").GetInt32());
        foreach (var (page, whole) in ready.Select(page => (page, true)).Concat(failed.Select(page => (page, false))))
        {
            Assert.Equal((whole ? Chunks : 0, whole), (page.GetProperty("chunks").GetInt32(), page.GetProperty("serving").GetBoolean()));
            Assert.Equal(whole ? Chunks : 0, await FoundAsync(client, kb, page, "lexical"));
            Assert.Equal(whole ? Chunks : 0, await FoundAsync(client, kb, page, "vector"));
        }
    }

    [Fact]
    public async Task What_was_there_goes_on_answering_and_is_replaced_when_there_is_room_again()
    {
        var (client, kb, _) = await ReachedAsync();

        var handbook = await client.DocumentAsync(kb, "handbook.txt");
        Assert.Equal(("failed", true), (Text(handbook, "status"), handbook.GetProperty("serving").GetBoolean()));
        Assert.Equal("the first edition", await EditionAsync("lexical"));
        Assert.Equal("the first edition", await EditionAsync("vector"));

        await client.LimitAsync(new { usage = new { storage_gb = 1 } });
        await client.EndAsync(await client.Admin.TryPostAsync($"{Path}/{kb}/documents/{Text(handbook, "id")}/reindex"));
        Assert.Equal("the second edition", await EditionAsync("lexical"));

        async Task<string?> EditionAsync(string mode) => Text((await client.QueryAsync(kb, new { query = "the first edition", mode, top_k = 1 })).Json.GetProperty("hits")[0], "text");
    }

    /// <summary>One document is there, and of the pages and the new edition that come after it some fit.</summary>
    /// <returns>And the job that took them.</returns>
    private async Task<(KnowledgeClient Client, string Kb, JsonElement Job)> ReachedAsync()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server, Tenants.OpenAi(fixture.Upstream, "gpt-4o", Model));
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Model}", chunking = new { max_tokens = 32, overlap_tokens = 0 } });
        await client.AddAndWaitAsync(kb, "handbook.txt", "the first edition");
        var used = (await client.ReadAsync(kb)).GetProperty("bytes").GetInt64();
        await client.LimitAsync(new { usage = new { storage_gb = (used + Room) / 1e9 } });

        var added = await client.UploadAsync(kb, [.. Enumerable.Range(0, Pages).Select(Page), ("handbook.txt", "the second edition")]);
        Assert.True(added.Status == HttpStatusCode.Accepted, added.Text);
        return (client, kb, await client.EndAsync(added));
    }

    private static (string Name, string Text) Page(int number) => ($"{number}.txt", string.Join("\n\n", Enumerable.Range(0, Chunks).Select(sentence =>
        $"Sentence {sentence} of page {number} is long enough to be a chunk of its own and says nothing else.")));

    private static async Task<int> FoundAsync(KnowledgeClient client, string kb, JsonElement page, string mode) =>
        (await client.FindAsync(kb, new { query = "sentence", mode, top_k = 50, filter = new { documents = new[] { Text(page, "name") } } })).Length;

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
