using System.Net;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Knowledge;

/// <summary>An ingest of many documents that a restart interrupts: what the embedding model was sent, before and after.</summary>
public sealed class IngestResumeTests : IAsyncLifetime
{
    private const string Model = "embed-dim-24";
    private const int Documents = 60;

    private readonly string _data = Directory.CreateTempSubdirectory("kernelhost-knowledge-").FullName;
    private FakeUpstream _upstream = null!;
    private KernelHostServer _server = null!;

    public async Task InitializeAsync() => (_upstream, _server) = (await FakeUpstream.StartAsync(), Start());

    public async Task DisposeAsync()
    {
        _upstream.Release();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Nothing_is_embedded_twice_but_the_batch_that_was_under_way()
    {
        var client = await KnowledgeClient.NewAsync(_server, Tenants.OpenAi(_upstream, "gpt-4o", Model));
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Model}", chunking = new { max_tokens = 32, overlap_tokens = 0 } });
        _upstream.Fail(Model, "hang");
        var added = await client.UploadAsync(kb, [.. Enumerable.Range(0, Documents).Select(Document)]);
        Assert.True(added.Status == HttpStatusCode.Accepted, added.Text);
        await LetOneBatchThroughAsync();
        await LetOneBatchThroughAsync();
        await _upstream.HeldAsync();
        await _server.DisposeAsync();
        var before = Sent();
        _upstream.Heal(Model);
        _upstream.Release();

        _server = Start();
        using var admin = _server.Client(client.AdminKey);
        var again = client with { Server = _server, Admin = admin, Member = admin };
        var job = await again.EndAsync(added);
        var (all, chunks) = (Sent(), (await again.ReadAsync(kb)).GetProperty("chunks").GetInt32());

        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.True(before.Length >= 3 && all.Length > before.Length, $"It was not interrupted midway: {before.Length} of {all.Length} requests.");
        Assert.Equal(chunks + before[^1].Length, all.Sum(texts => texts.Length));
        Assert.Equal(before[^1].Order(), all.SelectMany(texts => texts).CountBy(text => text).Where(text => text.Value > 1).Select(text => text.Key).Order());
        Assert.Equal(["page 59.txt"], await again.FindAsync(kb, new { query = Sentence(5, 59), mode = "vector", top_k = 1 }));
    }

    /// <summary>Waits for a request to hang, and lets it go; the next hangs again.</summary>
    private async Task LetOneBatchThroughAsync()
    {
        await _upstream.HeldAsync();
        _upstream.Release();
        _upstream.Hold();
    }

    /// <summary>The texts of each request for vectors.</summary>
    private string[][] Sent() =>
        [.. _upstream.Journal.For(Model).Select(call => call.Json.GetProperty("input").EnumerateArray().Select(text => text.GetString() ?? "").ToArray())];

    private static (string Name, string Text) Document(int number) => ($"page {number}.txt", string.Join("\n\n", Enumerable.Range(0, 6).Select(sentence => Sentence(sentence, number))));

    private static string Sentence(int number, int page) => $"Sentence {number} of page {page} is long enough to be a chunk of its own and says nothing else.";

    private KernelHostServer Start() => KernelHostServer.Start(("KernelHost:DataDirectory", _data));
}
