using System.Net;
using System.Text;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Jobs;

namespace KernelHost.Server.Tests.Knowledge;

/// <summary>An organisation that keeps knowledge: its admin's and a member's client, and what tests do with them again and again.</summary>
internal sealed record KnowledgeClient(KernelHostServer Server, string Slug, string AdminKey, HttpClient Admin, HttpClient Member)
{
    public const string Path = "/api/v1/knowledge-bases";

    public static async Task<KnowledgeClient> NewAsync(KernelHostServer server, object? setup = null, object? limits = null)
    {
        var (slug, admin) = await server.CreateTenantKeyAsync(setup ?? Tenants.Embedded(), new("admin", Role.OrgAdmin));
        var client = new KnowledgeClient(server, slug, admin, server.Client(admin), server.Client(await server.CreateKeyAsync(slug, new("member", Role.Member))));
        if (limits is not null)
        {
            await client.LimitAsync(limits);
        }

        return client;
    }

    /// <summary>What the system admin says the organisation may use.</summary>
    public async Task LimitAsync(object limits)
    {
        var config = (await Admin.TryGetAsync($"/api/v1/organizations/{Slug}/config")).Json;
        var changed = config.EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);
        changed["limits"] = limits;
        Assert.Equal(HttpStatusCode.OK, (await Server.Admin.TryPutAsync($"/api/v1/organizations/{Slug}/config", changed)).Status);
    }

    /// <summary>Its slug.</summary>
    public async Task<string> CreateAsync(object? body = null)
    {
        var created = await Admin.TryPostAsync(Path, body ?? new { name = "Handbook" });
        Assert.True(created.Status == HttpStatusCode.Created, created.Text);
        return created.Json.GetProperty("slug").GetString() ?? "";
    }

    public async Task<Exchange> AddAsync(string kb, string name, string text, object? metadata = null)
    {
        var added = await Admin.TryPostAsync($"{Path}/{kb}/documents", new { name, text, metadata });
        Assert.True(added.Status == HttpStatusCode.Accepted, added.Text);
        return added;
    }

    /// <summary>Adds documents in one request.</summary>
    public async Task<Exchange> UploadAsync(string kb, params (string Name, string Text)[] files)
    {
        using var form = Form(files);
        using var response = await Admin.PostAsync(new Uri($"{Path}/{kb}/documents", UriKind.Relative), form);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>Adds a document and waits until its job has ended.</summary>
    /// <returns>The job.</returns>
    public async Task<JsonElement> AddAndWaitAsync(string kb, string name, string text, object? metadata = null) => await EndAsync(await AddAsync(kb, name, text, metadata));

    /// <summary>Waits until the job that an answer names has ended.</summary>
    public async Task<JsonElement> EndAsync(Exchange answer) => await EndAsync(answer.Json.GetProperty("job").GetProperty("id").GetString() ?? "");

    public async Task<JsonElement> EndAsync(string job)
    {
        await using var events = await SseReader.OpenAsync(Admin, $"/api/v1/jobs/{job}");
        while (true)
        {
            var next = await events.NextAsync();
            if (next.Event == "end")
            {
                return next.Json;
            }
        }
    }

    public Task<Exchange> QueryAsync(string kb, object body) => Member.TryPostAsync($"{Path}/{kb}/query", body);

    public async Task<string[]> FindAsync(string kb, object body)
    {
        var answer = await QueryAsync(kb, body);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return [.. answer.Json.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("document").GetString() ?? "")];
    }

    public async Task<JsonElement> DocumentAsync(string kb, string name) =>
        (await Member.TryGetAsync($"{Path}/{kb}/documents")).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    public async Task<JsonElement> ReadAsync(string kb) => (await Member.TryGetAsync($"{Path}/{kb}")).Json;

    public static MultipartFormDataContent Form(params (string Name, string Text)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, text) in files)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name);
        }

        return form;
    }
}
