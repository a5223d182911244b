using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KernelHost.Server.Tests.Auth;

public sealed class SlowBodyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static int _count;

    private readonly HttpClient _admin = fixture.Server.Admin;

    [Theory]
    [InlineData("POST", "/keys", """{"name": "for later", "role": "org-admin"}""")]
    [InlineData("PUT", "/config", """{"setups": {}}""")]
    [InlineData("POST", "/import", """{"setups": {}}""")]
    public async Task A_request_that_is_finished_after_its_key_was_revoked_changes_nothing(string method, string path, string body)
    {
        var (organization, key, id) = await NewOrganizationAsync();
        using var client = fixture.Server.Client(key);
        using var slow = new SlowBody(body);
        using var request = new HttpRequestMessage(new(method), organization + path) { Content = slow };

        var answer = client.SendAsync(request);
        await LetInAsync(organization, id);
        await _admin.TryDeleteAsync($"{organization}/keys/{id}");
        slow.Finish();

        Assert.Equal(HttpStatusCode.Unauthorized, (await answer).StatusCode);
        Assert.Equal((0, 1), (await KeysAsync(organization), (await _admin.TryGetAsync(organization)).Json.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_request_that_began_in_a_purged_organisation_does_not_end_in_the_next_one_of_that_name()
    {
        var (organization, key, id) = await NewOrganizationAsync();
        using var client = fixture.Server.Client(key);
        using var slow = new SlowBody("""{"setups": {}}""");

        var answer = client.PutAsync(organization + "/config", slow);
        await LetInAsync(organization, id);
        await _admin.TryDeleteAsync(organization + "?purge=true");
        var slug = organization.Split('/')[^1];
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = "Another" });
        slow.Finish();

        Assert.Equal(HttpStatusCode.Unauthorized, (await answer).StatusCode);
        Assert.Equal(1, (await _admin.TryGetAsync(organization)).Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_call_that_is_finished_after_its_key_was_revoked_reaches_no_model()
    {
        var (organization, key, id) = await NewOrganizationAsync();
        using var client = fixture.Server.Client(key);
        using var slow = new SlowBody("""{"messages": [{"role": "user", "content": "Hello."}]}""");

        var answer = client.PostAsync("/v1/chat/completions", slow);
        await LetInAsync(organization, id);
        await _admin.TryDeleteAsync($"{organization}/keys/{id}");
        slow.Finish();

        Assert.Equal(HttpStatusCode.Unauthorized, (await answer).StatusCode);
    }

    private async Task<(string Organization, string Key, string Id)> NewOrganizationAsync()
    {
        var slug = $"slow-{Interlocked.Increment(ref _count)}";
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug });
        var created = (await _admin.TryPostAsync($"/api/v1/organizations/{slug}/keys", new { name = "leaving", role = "org-admin" })).Json;
        return ($"/api/v1/organizations/{slug}", created.GetProperty("key").GetString()!, created.GetProperty("id").GetString()!);
    }

    private async Task<int> KeysAsync(string organization) => (await _admin.TryGetAsync(organization + "/keys")).Json.GetProperty("items").GetArrayLength();

    /// <summary>Until the request's headers were looked at: the key has been used.</summary>
    private Task<Exchange> LetInAsync(string organization, string id) =>
        Polling.UntilAsync(() => _admin.TryGetAsync($"{organization}/keys/{id}"), key => key.Json.GetProperty("last_used_at").ValueKind != JsonValueKind.Null);

    /// <summary>Sends its first byte, and the rest when it is told to.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _body;

        public SlowBody(string body)
        {
            _body = Encoding.UTF8.GetBytes(body);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_body.AsMemory(0, 1));
            await stream.FlushAsync();
            await _finish.Task;
            await stream.WriteAsync(_body.AsMemory(1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
