using System.Net;
using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Knowledge;

public sealed class KnowledgeBaseTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = KnowledgeClient.Path;

    [Fact]
    public async Task A_folder_of_Markdown_is_uploaded_indexed_and_asked()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync(new { name = "Käse & Hand-Buch!", description = "All of it" });
        using var form = KnowledgeClient.Form(
            ("opening.md", "# Library\n\nWelcome.\n\n## Opening times\n\nThe library opens at nine and closes at six."),
            ("fines.html", "<html><body><h1>Fines</h1><p>A late book costs one euro a day.</p><script>nothing()</script></body></html>"),
            ("garden.txt", "Roses grow in the garden."));
        form.Add(new StringContent("""{"year": 2026}"""), "metadata");
        using var response = await client.Admin.PostAsync(new Uri($"{Path}/{kb}/documents", UriKind.Relative), form);
        var uploaded = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.Accepted, 3), (response.StatusCode, uploaded.GetProperty("documents").GetArrayLength()));
        Assert.Equal($"/api/v1/jobs/{uploaded.GetProperty("job").GetProperty("id").GetString()}", response.Headers.Location?.OriginalString);
        Assert.Equal("succeeded", (await client.EndAsync(uploaded.GetProperty("job").GetProperty("id").GetString()!)).GetProperty("status").GetString());

        var answer = (await client.QueryAsync(kb, new { query = "When does the library open?", top_k = 2 })).Json;
        var hit = answer.GetProperty("hits")[0];
        Assert.Equal(("opening.md", "Library › Opening times", "hybrid"), (Text(hit, "document"), Text(hit, "heading"), Text(answer, "mode")));
        var text = (await client.Member.TryGetAsync($"{Path}/{kb}/documents/{Text(hit, "document_id")}/text")).Text;
        Assert.StartsWith(Text(hit, "text")!, text[hit.GetProperty("position").GetInt32()..], StringComparison.Ordinal);
        Assert.True(hit.GetProperty("scores").GetProperty("lexical").GetDouble() > 0 && hit.GetProperty("scores").GetProperty("vector").GetDouble() > 0);
        Assert.True(answer.GetProperty("timings_ms").GetProperty("total").GetDouble() >= 0);
        Assert.Equal(["fines.html"], await client.FindAsync(kb, new { query = "cost of a late book", mode = "lexical", top_k = 1 }));

        var read = await client.ReadAsync(kb);
        Assert.Equal(("k-se-hand-buch", "embedded/hash-embedding", 3, 384), (Text(read, "slug"), Text(read, "embedding_model"), read.GetProperty("documents").GetInt32(), read.GetProperty("serving").GetProperty("dimensions").GetInt32()));
        Assert.True(read.GetProperty("bytes").GetInt64() > 0 && read.GetProperty("chunks").GetInt64() >= 3);
        Assert.Equal(2026, (await client.DocumentAsync(kb, "garden.txt")).GetProperty("metadata").GetProperty("year").GetInt32());
    }

    [Fact]
    public async Task A_follow_up_is_made_to_stand_on_its_own_before_it_is_searched_for()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "tower.txt", "The Eiffel Tower is 330 metres high.");
        object[] history = [new { role = "user", content = "Where is the Eiffel Tower?" }, new { role = "assistant", content = "The Eiffel Tower is in Paris." }];

        var rewritten = (await client.QueryAsync(kb, new { query = "And how high is it?", history })).Json;
        var left = (await client.QueryAsync(kb, new { query = "And how high is it?", history, rewrite = false })).Json;

        Assert.Contains("Eiffel", Text(rewritten, "rewritten_query"), StringComparison.Ordinal);
        Assert.Equal("And how high is it?", Text(rewritten, "query"));
        Assert.Equal(JsonValueKind.Null, left.GetProperty("rewritten_query").ValueKind);
    }

    [Fact]
    public async Task A_document_of_the_same_name_replaces_the_one_before_and_a_deleted_one_is_not_found()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "a.txt", "the first edition");
        await client.AddAndWaitAsync(kb, "a.txt", "the second edition");

        var hits = (await client.QueryAsync(kb, new { query = "edition" })).Json.GetProperty("hits");
        Assert.Equal("the second edition", Text(Assert.Single(hits.EnumerateArray()), "text"));

        var id = Text(await client.DocumentAsync(kb, "a.txt"), "id");
        Assert.Equal(HttpStatusCode.NoContent, (await client.Admin.TryDeleteAsync($"{Path}/{kb}/documents/{id}")).Status);
        Assert.Empty(await client.FindAsync(kb, new { query = "edition" }));
        Assert.Equal("document_not_found", (await client.Admin.TryDeleteAsync($"{Path}/{kb}/documents/{id}")).Code);
    }

    [Fact]
    public async Task A_question_may_be_put_to_some_documents_only()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAsync(kb, "a.txt", "same words", new { year = 2024, tags = new[] { "x", "y" } });
        await client.AddAndWaitAsync(kb, "b.txt", "same words", new { year = 2025 });

        Assert.Equal(["a.txt"], await client.FindAsync(kb, new { query = "same", filter = new { metadata = new { tags = "y" } } }));
        Assert.Equal(["b.txt"], await client.FindAsync(kb, new { query = "same", filter = new { metadata = new { year = new[] { 1999, 2025 } } } }));
        Assert.Equal(["a.txt"], await client.FindAsync(kb, new { query = "same", filter = new { documents = new[] { "a.txt" } } }));
        Assert.Empty(await client.FindAsync(kb, new { query = "same", filter = new { document_ids = new[] { "none" } } }));
    }

    [Theory]
    [InlineData("""{}""", 422, "required")]
    [InlineData("""{"name": " "}""", 422, "invalid_name")]
    [InlineData("""{"name": "x", "slug": "No Slug"}""", 422, "invalid_slug")]
    [InlineData("""{"name": "数据"}""", 422, "invalid_slug")]
    [InlineData("""{"name": "x", "embeding_model": "none"}""", 400, null)]
    [InlineData("""{"name": "x", "embedding_model": "no/such"}""", 422, "embedding_model_not_found")]
    [InlineData("""{"name": "x", "embedding_model": "embedded/extractive"}""", 422, "embedding_model_not_found")]
    [InlineData("""{"name": "x", "setup": "none"}""", 422, "setup_not_found")]
    [InlineData("""{"name": "x", "chunking": {"max_tokens": 3}}""", 422, "out_of_range")]
    [InlineData("""{"name": "x", "chunking": {"max_tokens": 100, "overlap_tokens": 51}}""", 422, "out_of_range")]
    [InlineData("""{"name": "x", "external": {}}""", 422, "required")]
    [InlineData("""{"name": "x", "external": {"collection": "1"}, "embedding_model": "none"}""", 422, "not_changeable")]
    public async Task A_knowledge_base_that_cannot_be_is_refused(string body, int status, string? code)
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var answer = await client.Admin.TryPostAsync(Path, body);
        Assert.True((int)answer.Status == status && (code is null || answer.Code == code), answer.Text);
    }

    [Theory]
    [InlineData("""{"text": "x"}""", 422, "required")]
    [InlineData("""{"name": "a.txt"}""", 422, "required")]
    [InlineData("""{"name": "a.txt", "text": " "}""", 422, "empty_document")]
    [InlineData("""{"name": "a.pdf", "text": "x"}""", 415, "unsupported_content_type")]
    [InlineData("""{"name": "a.txt", "text": "x", "content_type": "application/pdf"}""", 415, "unsupported_content_type")]
    [InlineData("""{"name": "a.txt", "text": "x", "metadata": []}""", 422, "invalid_metadata")]
    [InlineData("""{"name": "a.txt", "text": "x", "metadata": {"a": {"b": 1}}}""", 422, "invalid_metadata")]
    [InlineData("""{"name": "a.txt", "text": "x", "txt": "y"}""", 400, null)]
    [InlineData("""{"name": "a.txt", "text": 7}""", 400, null)]
    [InlineData("""[]""", 400, null)]
    [InlineData("", 400, null)]
    public async Task A_document_that_cannot_be_is_refused(string body, int status, string? code)
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        var answer = await client.Admin.TryPostAsync($"{Path}/{kb}/documents", body);
        Assert.True((int)answer.Status == status && (code is null || answer.Code == code), answer.Text);
        Assert.Equal(0, (await client.ReadAsync(kb)).GetProperty("documents").GetInt32());
    }

    [Theory]
    [InlineData("""{"query": ""}""", 422, "invalid_query")]
    [InlineData("""{"query": "x", "mode": "magic"}""", 422, "invalid_mode")]
    [InlineData("""{"query": "x", "top_k": 0}""", 422, "out_of_range")]
    [InlineData("""{"query": "x", "topk": 1}""", 400, null)]
    [InlineData("""{"query": "x", "filter": {"metadata": {"a": {"b": 1}}}}""", 422, "invalid_filter")]
    [InlineData("""{"query": "x", "history": [{"role": "user"}]}""", 422, "required")]
    public async Task A_question_that_cannot_be_is_refused(string body, int status, string? code)
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var answer = await client.QueryAsync(await client.CreateAsync(), body);
        Assert.True((int)answer.Status == status && (code is null || answer.Code == code), answer.Text);
    }

    [Fact]
    public async Task Files_that_are_no_text_and_forms_that_are_no_forms_are_refused()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var address = new Uri($"{Path}/{await client.CreateAsync()}/documents", UriKind.Relative);
        using var binary = new MultipartFormDataContent { { new ByteArrayContent([0xC3, 0x28, 0xFF]), "file", "a.txt" } };
        using var empty = new MultipartFormDataContent { { new StringContent("{}"), "metadata" } };
        using var twice = KnowledgeClient.Form(("a.txt", "one"), ("a.txt", "two"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not_utf8"), await CodeAsync(client.Admin.PostAsync(address, binary)));
        Assert.Equal((HttpStatusCode.BadRequest, "no_files"), await CodeAsync(client.Admin.PostAsync(address, empty)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "duplicate_name"), await CodeAsync(client.Admin.PostAsync(address, twice)));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.Admin.PostAsync(address, new StringContent("x"))).StatusCode);
    }

    [Fact]
    public async Task Members_read_and_ask_admins_write_and_strangers_see_nothing()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var stranger = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "a.txt", "words");
        var id = Text(await client.DocumentAsync(kb, "a.txt"), "id");

        Assert.Equal(HttpStatusCode.Forbidden, (await client.Member.TryPostAsync(Path, new { name = "Mine" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Member.TryPostAsync($"{Path}/{kb}/documents", new { name = "b.txt", text = "x" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Member.TryDeleteAsync($"{Path}/{kb}")).Status);
        Assert.Empty((await stranger.Admin.TryGetAsync(Path)).Json.GetProperty("items").EnumerateArray());
        foreach (var answer in new[]
        {
            await stranger.Admin.TryGetAsync($"{Path}/{kb}"), await stranger.Admin.TryPatchAsync($"{Path}/{kb}", new { name = "Theirs" }), await stranger.Admin.TryDeleteAsync($"{Path}/{kb}"),
            await stranger.Admin.TryPostAsync($"{Path}/{kb}/documents", new { name = "b.txt", text = "x" }), await stranger.Admin.TryGetAsync($"{Path}/{kb}/documents/{id}/text"),
            await stranger.Admin.TryDeleteAsync($"{Path}/{kb}/documents/{id}"), await stranger.QueryAsync(kb, new { query = "words" }), await stranger.Admin.TryPostAsync($"{Path}/{kb}/reindex"),
        })
        {
            Assert.Equal((HttpStatusCode.NotFound, "knowledge_base_not_found"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task A_deleted_knowledge_base_leaves_no_files_and_its_slug_is_free()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "a.txt", "old words");
        Assert.NotEmpty(FilesOf(client));
        Assert.Equal((HttpStatusCode.Conflict, "slug_taken"), (await client.Admin.TryPostAsync(Path, new { name = "Handbook" })) is var taken ? (taken.Status, taken.Code) : default);

        Assert.Equal(HttpStatusCode.NoContent, (await client.Admin.TryDeleteAsync($"{Path}/{kb}")).Status);
        Assert.Empty(FilesOf(client));
        Assert.Empty(await client.FindAsync(await client.CreateAsync(), new { query = "old words" }));
    }

    [Fact]
    public async Task A_purged_organisation_leaves_no_files()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        await client.AddAndWaitAsync(await client.CreateAsync(), "a.txt", "words");
        var folder = FolderOf(client);
        Assert.True(Directory.Exists(folder));
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{client.Slug}?purge=true");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task More_than_the_organisation_may_store_is_refused_with_the_figures()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server, limits: new { usage = new { storage_gb = 0.0002 } });
        var kb = await client.CreateAsync();
        var answer = await client.Admin.TryPostAsync($"{Path}/{kb}/documents", new { name = "a.txt", text = new string('x', 190_000) + " end" });
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "storage_limit_reached"), (answer.Status, answer.Code));
        Assert.Contains("200000", Text(answer.Json, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_knowledge_bases_than_are_kept_open_answer_all_the_same()
    {
        await using var server = KernelHostServer.Start(("Knowledge:MostOpen", "1"));
        var client = await KnowledgeClient.NewAsync(server);
        var all = new List<string>();
        foreach (var name in new[] { "one", "two", "three" })
        {
            all.Add(await client.CreateAsync(new { name }));
            await client.AddAndWaitAsync(all[^1], $"{name}.txt", $"words of {name}");
        }

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async number => Assert.Equal([$"{all[number % 3]}.txt"], await client.FindAsync(all[number % 3], new { query = "words" }))));
    }

    [Fact]
    public async Task Plugins_search_the_knowledge_of_their_organisation()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        await client.AddAndWaitAsync(await client.CreateAsync(new { name = "One" }), "a.md", "# Times\n\nThe library opens at nine.");
        await client.AddAndWaitAsync(await client.CreateAsync(new { name = "Two" }), "b.md", "Roses are red.");
        var setup = (await fixture.Server.Services.GetRequiredService<SnapshotCache>().GetAsync(client.Slug))!.FindSetup(null)!;
        var search = (await setup.KernelAsync(CancellationToken.None)).Services.GetRequiredService<IKnowledgeSearch>();

        Assert.Equal(["one", "two"], (await search.ListAsync()).Select(one => one.Slug));
        var found = await search.SearchAsync(new("When does the library open?"));
        Assert.Equal(("one", "a.md", "Times"), (found.Hits[0].KnowledgeBase, found.Hits[0].Document, found.Hits[0].Heading));
        Assert.Equal("b.md", Assert.Single((await search.SearchAsync(new("roses") { KnowledgeBases = ["two"], Mode = KnowledgeMode.Lexical })).Hits).Document);
        Assert.Equal("knowledge_base_not_found", (await Assert.ThrowsAsync<KnowledgeException>(() => search.SearchAsync(new("x") { KnowledgeBases = ["three"] }))).Code);
        Assert.Equal("invalid_query", (await Assert.ThrowsAsync<KnowledgeException>(() => search.SearchAsync(new(" ")))).Code);
    }

    [Fact]
    public async Task What_admins_change_is_in_the_audit_log()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "a.txt", "words");
        await client.Admin.TryPatchAsync($"{Path}/{kb}", new { name = "Renamed" });
        await client.Admin.TryDeleteAsync($"{Path}/{kb}");
        var kinds = (await client.Admin.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items").EnumerateArray().Select(entry => Text(entry, "kind")).ToArray();
        Assert.Equal(["knowledge_base.deleted", "knowledge_base.changed", "knowledge_base.documents_added", "knowledge_base.created"], kinds.Where(kind => kind!.StartsWith("knowledge_base", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_of_few_models_may_ask_a_knowledge_base_all_the_same()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var kb = await client.CreateAsync();
        await client.AddAndWaitAsync(kb, "a.txt", "words");
        using var limited = fixture.Server.Client(await fixture.Server.CreateKeyAsync(client.Slug, new("limited", Role.Member) { Models = ["embedded/extractive"] }));
        var answer = await limited.TryPostAsync($"{Path}/{kb}/query", new { query = "words", mode = "vector" });
        Assert.Equal((HttpStatusCode.OK, "vector"), (answer.Status, Text(answer.Json, "mode")));
    }

    private static async Task<(HttpStatusCode Status, string? Code)> CodeAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return (response.StatusCode, Text(JsonElement.Parse(await response.Content.ReadAsStringAsync()), "code"));
    }

    private string FolderOf(KnowledgeClient client) =>
        System.IO.Path.Combine(fixture.Server.DataDirectory, "knowledge", fixture.Server.Services.GetRequiredService<OrganizationDirectory>().Find(client.Slug)!.Id.ToString("N"));

    private string[] FilesOf(KnowledgeClient client) => Directory.Exists(FolderOf(client)) ? Directory.GetFiles(FolderOf(client)) : [];

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
