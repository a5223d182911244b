using System.Net;
using System.Text.Json;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Knowledge;

/// <summary>Embedding models that are down, slow, changed; jobs that are cancelled or interrupted.</summary>
public sealed class KnowledgeIndexingTests : IAsyncLifetime
{
    private const string Path = KnowledgeClient.Path;
    private const string Small = "embed-dim-24";
    private const string Large = "embed-dim-48";

    private readonly string _data = Directory.CreateTempSubdirectory("kernelhost-knowledge-").FullName;
    private FakeUpstream _upstream = null!;
    private KernelHostServer _server = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = Start();
    }

    public async Task DisposeAsync()
    {
        _upstream.Release();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Fact]
    public async Task While_the_model_is_down_words_answer_and_new_texts_fail_with_the_reason()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}" });
        await client.AddAndWaitAsync(kb, "a.txt", "the first edition");
        _upstream.Fail(Small, "500");

        var job = await client.AddAndWaitAsync(kb, "a.txt", "the second edition");
        var document = await client.DocumentAsync(kb, "a.txt");
        var answer = (await client.QueryAsync(kb, new { query = "edition" })).Json;
        var vector = await client.QueryAsync(kb, new { query = "edition", mode = "vector" });

        Assert.Equal(("failed", "embedding_failed"), (Text(job, "status"), Text(job.GetProperty("error"), "code")));
        Assert.Equal(("failed", true), (Text(document, "status"), document.GetProperty("serving").GetBoolean()));
        Assert.Contains(Small, Text(document, "error"), StringComparison.Ordinal);
        Assert.Equal(("the first edition", "lexical"), (Text(answer.GetProperty("hits")[0], "text"), Text(answer, "mode")));
        Assert.Equal(1, answer.GetProperty("warnings").GetArrayLength());
        Assert.Equal((HttpStatusCode.BadGateway, "knowledge_base_unavailable"), (vector.Status, vector.Code));

        _upstream.Heal(Small);
        await client.EndAsync(await client.Admin.TryPostAsync($"{Path}/{kb}/documents/{Text(document, "id")}/reindex"));
        Assert.Equal("ready", Text(await client.DocumentAsync(kb, "a.txt"), "status"));
        Assert.Equal("the second edition", Text((await client.QueryAsync(kb, new { query = "edition", mode = "lexical" })).Json.GetProperty("hits")[0], "text"));
    }

    [Fact]
    public async Task Another_model_makes_a_new_index_while_the_old_one_serves()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}" });
        await client.AddAndWaitAsync(kb, "a.txt", "words that stay");
        _upstream.Fail(Large, "hang");

        var changed = await client.Admin.TryPatchAsync($"{Path}/{kb}", new { embedding_model = $"openai/{Large}", chunking = new { max_tokens = 64 } });
        await _upstream.HeldAsync();
        var meanwhile = await client.ReadAsync(kb);
        Assert.Equal(["a.txt"], await client.FindAsync(kb, new { query = "words that stay", mode = "vector" }));
        Assert.Equal(($"openai/{Large}", $"openai/{Small}", true), (Text(meanwhile, "embedding_model"), Text(meanwhile.GetProperty("serving"), "embedding_model"), meanwhile.GetProperty("reindexing").GetBoolean()));

        await client.AddAndWaitAsync(kb, "b.txt", "words that came meanwhile");
        Assert.Contains("b.txt", await client.FindAsync(kb, new { query = "words" }));
        _upstream.Heal(Large);
        _upstream.Release();
        Assert.Equal("succeeded", Text(await client.EndAsync(changed), "status"));

        var after = await client.ReadAsync(kb);
        Assert.Equal(($"openai/{Large}", 48, 64, false), (Text(after.GetProperty("serving"), "embedding_model"), after.GetProperty("serving").GetProperty("dimensions").GetInt32(),
            after.GetProperty("serving").GetProperty("chunking").GetProperty("max_tokens").GetInt32(), after.GetProperty("reindexing").GetBoolean()));
        Assert.Equal(["a.txt", "b.txt"], (await client.FindAsync(kb, new { query = "words", mode = "vector" })).Order());
    }

    [Fact]
    public async Task A_cancelled_job_leaves_what_it_had_not_come_to_failed()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}" });
        _upstream.Fail(Small, "hang");
        var added = await client.AddAsync(kb, "a.txt", "words");
        await _upstream.HeldAsync();
        await client.Admin.TryDeleteAsync($"/api/v1/jobs/{Text(added.Json.GetProperty("job"), "id")}");

        Assert.Equal("cancelled", Text(await client.EndAsync(added), "status"));
        Assert.Equal("failed", Text(await client.DocumentAsync(kb, "a.txt"), "status"));
    }

    [Fact]
    public async Task What_a_restart_interrupts_goes_on_by_itself()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}", chunking = new { max_tokens = 32, overlap_tokens = 0 } });
        var text = string.Join("\n\n", Enumerable.Range(0, 150).Select(number => $"Paragraph number {number} of a text that is long enough to be cut into very many chunks, each of them alone."));
        await client.AddAndWaitAsync(kb, "first.txt", "A text before.");
        _upstream.Fail(Small, "hang");
        var added = await client.AddAsync(kb, "long.txt", text);
        await _upstream.HeldAsync();
        await _server.DisposeAsync();
        _upstream.Heal(Small);
        _upstream.Release();

        _server = Start();
        var again = client with { Server = _server, Admin = _server.Client(client.AdminKey), Member = _server.Client(client.AdminKey) };
        Assert.Equal("succeeded", Text(await again.EndAsync(added), "status"));
        Assert.Equal("ready", Text(await again.DocumentAsync(kb, "long.txt"), "status"));
        Assert.NotEmpty(await again.FindAsync(kb, new { query = "paragraph number 149", mode = "vector" }));
    }

    [Fact]
    public async Task What_is_uploaded_while_a_job_waits_is_taken_by_that_job()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}" });
        _upstream.Fail(Small, "hang");
        await client.AddAsync(kb, "0.txt", "words");
        await _upstream.HeldAsync();
        var jobs = new List<string?>();
        for (var number = 1; number < 8; number++)
        {
            jobs.Add(Text((await client.AddAsync(kb, $"{number}.txt", "words")).Json.GetProperty("job"), "id"));
        }

        _upstream.Heal(Small);
        _upstream.Release();
        foreach (var job in jobs.Distinct())
        {
            Assert.Equal("succeeded", Text(await client.EndAsync(job!), "status"));
        }

        Assert.InRange(jobs.Distinct().Count(), 1, 2);
        Assert.Equal(8, (await client.FindAsync(kb, new { query = "words", mode = "lexical", top_k = 20 })).Length);
    }

    [Fact]
    public async Task A_busy_model_is_waited_for()
    {
        var client = await ClientAsync();
        var kb = await client.CreateAsync(new { name = "Handbook", embedding_model = $"openai/{Small}" });
        _upstream.Fail(Small, "429-retry-0-times-1");
        Assert.Equal("succeeded", Text(await client.AddAndWaitAsync(kb, "a.txt", "words"), "status"));
    }

    private KernelHostServer Start() => KernelHostServer.Start(("KernelHost:DataDirectory", _data));

    private Task<KnowledgeClient> ClientAsync() => KnowledgeClient.NewAsync(_server, Tenants.OpenAi(_upstream, "gpt-4o", Small, Large));

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
