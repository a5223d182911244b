using System.Net;
using System.Text.Json;
using KernelHost.Server.Tests.Knowledge;
using KernelHost.Upstream;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>An organisation's knowledge bases and their documents as resources, to the SDK's own client.</summary>
public sealed class McpResourceTests : IAsyncLifetime
{
    private const string Leave = "# Leave\n\nEverybody has **thirty** days.\n";
    private const string Tea = "<h1>Tea</h1><p>At four.</p>";
    private const string KnowledgeBase = "knowledge://{knowledge_base}";
    private const string Document = "knowledge://{knowledge_base}/{document_id}";

    private readonly KernelHostServer _server = KernelHostServer.Start();
    private KnowledgeClient _own = null!;
    private McpClient _client = null!;

    public async Task InitializeAsync()
    {
        _own = await KnowledgeClient.NewAsync(_server);
        await _own.AddAndWaitAsync(await _own.CreateAsync(new { name = "Handbook", description = "What everybody asks." }), "leave.md", Leave);
        await _own.AddAndWaitAsync(await _own.CreateAsync(new { name = "Kitchen" }), "tea.html", Tea);
        await _own.CreateAsync(new { name = "Course", external = new { collection = "42" } });
        _client = await _server.ConnectMcpAsync(await _server.CreateKeyAsync(_own.Slug, new("reader", Security.Role.Member)));
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Knowledge_bases_are_listed_and_then_their_documents()
    {
        var listed = (await _client.ListResourcesAsync()).Select(one => one.ProtocolResource).ToArray();

        Assert.Equal(["course", "handbook", "kitchen", "leave.md", "tea.html"], listed.Select(one => one.Name));
        Assert.Equal(["Course", "Handbook", "Kitchen", "Leave", "Tea"], listed.Select(one => one.Title));
        Assert.Equal(["application/json", "application/json", "application/json", "text/markdown", "text/html"], listed.Select(one => one.MimeType));
        Assert.Equal([null, null, null, Leave.Length, Tea.Length], listed.Select(one => one.Size));
        Assert.Equal(["knowledge://course", "knowledge://handbook", "knowledge://kitchen", $"knowledge://handbook/{await IdAsync("handbook", "leave.md")}", $"knowledge://kitchen/{await IdAsync("kitchen", "tea.html")}"],
            listed.Select(one => one.Uri));
        Assert.StartsWith("What everybody asks. ", listed[1].Description, StringComparison.Ordinal);
        Assert.Contains("external server", listed[0].Description, StringComparison.Ordinal);
        Assert.All(listed, one => Assert.NotNull(one.Annotations?.LastModified));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_that_together_have_each_once()
    {
        string[] names = [.. Enumerable.Range(0, 230).Select(number => $"{number}.txt")];
        using var form = KnowledgeClient.Form([.. names.Select(name => (name, $"Text of {name}"))]);
        Assert.Equal(HttpStatusCode.Accepted, (await _own.Admin.PostAsync(new Uri($"{KnowledgeClient.Path}/kitchen/documents", UriKind.Relative), form)).StatusCode);

        var pages = await PagesAsync();

        Assert.Equal([100, 100, 35], pages.Select(page => page.Resources.Count));
        var listed = pages.SelectMany(page => page.Resources).ToArray();
        Assert.Equal(["course", "handbook", "kitchen", "leave.md", "tea.html", .. names], listed.Select(one => one.Name));
        Assert.Equal(listed.Length, listed.Select(one => one.Uri).Distinct().Count());
    }

    [Fact]
    public async Task A_page_looks_into_few_knowledge_bases()
    {
        foreach (var number in Enumerable.Range(10, 12))
        {
            await _own.CreateAsync(new { name = $"Empty {number}", embedding_model = "none" });
        }

        var pages = await PagesAsync();

        Assert.Equal([3 + 12, 2], pages.Select(page => page.Resources.Count));
        Assert.Equal(["leave.md", "tea.html"], pages[^1].Resources.Select(one => one.Name));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("YS9i")]
    [InlineData("YS8xLzI")]
    public async Task A_cursor_that_nobody_gave_is_refused(string cursor)
    {
        var refused = await Assert.ThrowsAsync<McpProtocolException>(async () => await _client.ListResourcesAsync(new ListResourcesRequestParams { Cursor = cursor }));

        Assert.Equal(McpErrorCode.InvalidParams, refused.ErrorCode);
    }

    [Theory]
    [InlineData("knowledge://handbook")]
    [InlineData("knowledge://handbook/")]
    public async Task A_knowledge_base_is_what_it_is_over_HTTP(string uri)
    {
        var read = await ReadAsync(_client, uri);

        Assert.Equal((uri, "application/json"), (read.Uri, read.MimeType));
        var summary = JsonElement.Parse(read.Text);
        var known = await _own.ReadAsync("handbook");
        Assert.Equal(known.EnumerateObject().Select(member => member.Name), summary.EnumerateObject().Select(member => member.Name));
        Assert.True(JsonElement.DeepEquals(known.GetProperty("serving"), summary.GetProperty("serving")));
        Assert.Equal((1, 1), (summary.GetProperty("documents").GetInt32(), summary.GetProperty("chunks").GetInt32()));
    }

    [Theory]
    [InlineData("handbook", "leave.md", "text/markdown", Leave)]
    [InlineData("kitchen", "tea.html", "text/html", Tea)]
    public async Task A_document_is_read_as_it_was_sent(string kb, string name, string type, string text)
    {
        var id = await IdAsync(kb, name);

        var byUri = await ReadAsync(_client, $"knowledge://{kb}/{id}");
        var byTemplate = await _client.ReadResourceAsync(Document, new Dictionary<string, object?> { ["knowledge_base"] = kb, ["document_id"] = id });

        Assert.Equal((type, text), (byUri.MimeType, byUri.Text));
        Assert.Equal(text, Assert.IsType<TextResourceContents>(Assert.Single(byTemplate.Contents)).Text);
    }

    [Fact]
    public async Task While_a_new_text_cannot_be_indexed_the_old_one_is_read_and_its_size_is_not_told()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var own = await KnowledgeClient.NewAsync(_server, new
        {
            is_default = true,
            providers = new { embedded = new { models = new[] { "extractive" } }, openai = Tenants.OpenAiProvider(upstream, Tenants.OpenAiKey, "embed-dim-24") },
        });
        var kb = await own.CreateAsync(new { name = "Handbook", embedding_model = "openai/embed-dim-24" });
        await own.AddAndWaitAsync(kb, "a.txt", "the first edition");
        upstream.Fail("embed-dim-24", "500");
        await own.AddAndWaitAsync(kb, "a.txt", "the second edition");
        await using var client = await _server.ConnectMcpAsync(own.AdminKey);

        var listed = (await client.ListResourcesAsync())[^1].ProtocolResource;

        Assert.Equal(("a.txt", null, null), (listed.Name, listed.Size, listed.MimeType));
        Assert.Contains("could not be indexed", listed.Description, StringComparison.Ordinal);
        Assert.Equal("the first edition", (await ReadAsync(client, listed.Uri)).Text);
    }

    [Fact]
    public async Task The_addresses_are_listed_as_templates()
    {
        var templates = await _client.ListResourceTemplatesAsync();

        Assert.Equal([KnowledgeBase, Document], templates.Select(one => one.UriTemplate));
    }

    [Theory]
    [InlineData("knowledge://handbok", "There is no knowledge base 'handbok'. Did you mean 'handbook'?")]
    [InlineData("knowledge://zzz", "There is no knowledge base 'zzz'. resources/list lists those there are.")]
    [InlineData("knowledge://handbook/zzz", "There is no document \"zzz\" in this knowledge base. It may have been deleted: resources/list lists those there are.")]
    [InlineData("knowledge://course/zzz", "The documents of this knowledge base are kept by an external server: ask search_knowledge for passages of them.")]
    [InlineData("knowledge://", "There is no resource 'knowledge://': they are called knowledge://{knowledge_base} and knowledge://{knowledge_base}/{document_id}, and resources/list lists them.")]
    [InlineData("knowledge://handbook/a/b", "There is no resource 'knowledge://handbook/a/b': they are called knowledge://{knowledge_base} and knowledge://{knowledge_base}/{document_id}, and resources/list lists them.")]
    [InlineData("test://static-text", "There is no resource 'test://static-text': they are called knowledge://{knowledge_base} and knowledge://{knowledge_base}/{document_id}, and resources/list lists them.")]
    public async Task What_is_not_there_is_the_protocols_error_and_says_what_to_do(string uri, string message)
    {
        var missing = await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(_client, uri));

        Assert.Equal(McpErrorCode.ResourceNotFound, missing.ErrorCode);
        Assert.EndsWith(message, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_organisations_knowledge_is_not_there()
    {
        var other = await KnowledgeClient.NewAsync(_server);
        await using var client = await _server.ConnectMcpAsync(other.AdminKey);
        var id = await IdAsync("handbook", "leave.md");

        Assert.Empty(await client.ListResourcesAsync());
        Assert.Equal(McpErrorCode.ResourceNotFound, (await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, "knowledge://handbook"))).ErrorCode);
        Assert.Equal(McpErrorCode.ResourceNotFound, (await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, $"knowledge://handbook/{id}"))).ErrorCode);
        Assert.Empty((await client.CompleteAsync(new ResourceTemplateReference { Uri = KnowledgeBase }, "knowledge_base", "")).Completion.Values);
    }

    [Fact]
    public async Task The_variables_of_addresses_are_completed()
    {
        var id = await IdAsync("handbook", "leave.md");

        var slugs = await _client.CompleteAsync(new ResourceTemplateReference { Uri = KnowledgeBase }, "knowledge_base", "k");
        var ids = await _client.CompleteAsync(Ids("handbook", id[..4]));
        var none = await _client.CompleteAsync(Ids("handbook", "zz"));

        Assert.Equal(["kitchen"], slugs.Completion.Values);
        Assert.False(slugs.Completion.HasMore);
        Assert.Equal([id], ids.Completion.Values);
        Assert.Empty(none.Completion.Values);
    }

    [Fact]
    public async Task What_is_no_variable_is_not_completed()
    {
        var refused = await Assert.ThrowsAsync<McpProtocolException>(async () => await _client.CompleteAsync(new ResourceTemplateReference { Uri = KnowledgeBase }, "document_id", ""));

        Assert.Equal(McpErrorCode.InvalidParams, refused.ErrorCode);
    }

    [Fact]
    public async Task A_client_that_listens_hears_that_a_document_came()
    {
        var heard = new TaskCompletionSource();
        await using var client = await _server.ConnectMcpAsync(_own.AdminKey, NotificationMethods.ResourceListChangedNotification, () => heard.TrySetResult());
        _ = await client.ListResourcesAsync();
        var number = 0;

        await Polling.UntilAsync(() => _own.AddAsync("kitchen", $"{number++}.txt", "Coffee is at ten."), _ => heard.Task.IsCompleted);
    }

    private async Task<List<ListResourcesResult>> PagesAsync()
    {
        var pages = new List<ListResourcesResult> { await _client.ListResourcesAsync(new ListResourcesRequestParams()) };
        while (pages[^1].NextCursor is { } cursor)
        {
            pages.Add(await _client.ListResourcesAsync(new ListResourcesRequestParams { Cursor = cursor }));
        }

        return pages;
    }

    private static CompleteRequestParams Ids(string kb, string beginning) => new()
    {
        Ref = new ResourceTemplateReference { Uri = Document },
        Argument = new() { Name = "document_id", Value = beginning },
        Context = new() { Arguments = new Dictionary<string, string> { ["knowledge_base"] = kb } },
    };

    private async Task<string> IdAsync(string kb, string name) => (await _own.DocumentAsync(kb, name)).GetProperty("id").GetString() ?? "";

    private static async Task<TextResourceContents> ReadAsync(McpClient client, string uri) =>
        Assert.IsType<TextResourceContents>(Assert.Single((await client.ReadResourceAsync(uri)).Contents));
}
