using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace KernelHost.Benchmarks.Organizations;

/// <summary>Calls with each organisation's own key over one pool of connections.</summary>
internal sealed class TenantClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <returns>The model that would answer.</returns>
    public async Task<string?> ResolveAsync(Tenant tenant)
    {
        var text = await SendAsync(tenant, HttpMethod.Get, "/api/v1/admin/resolve", null);
        return JsonElement.Parse(text).GetProperty("model_info").GetProperty("resolved").GetString();
    }

    public Task PutConfigAsync(Tenant tenant, string model) =>
        SendAsync(tenant, HttpMethod.Put, $"/api/v1/organizations/{tenant.Slug}/config", new ByteArrayContent(Seed.Config(model)) { Headers = { ContentType = new("application/json") } });

    public Task ChatAsync(Tenant tenant) =>
        SendAsync(tenant, HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(new { messages = new[] { new { role = "user", content = "Say hello." } } }));

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(Tenant tenant, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tenant.Key);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new HttpRequestException($"{(int)answer.StatusCode}: {text}", null, answer.StatusCode);
    }
}
