using System.Net.Http.Headers;
using System.Text;
using KernelHost.Security;
using KernelHost.Traffic;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>Sends every recipe: good, then wrong in every way that has nothing to do with model servers.</summary>
internal sealed class EndpointDrive(CanaryHost host)
{
    private const string Unknown = "unknown";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Statuses that were seen, by how many requests met them.</summary>
    public Dictionary<int, int> Seen { get; } = [];

    public async Task RunAsync()
    {
        var other = await host.KeyAsync((await host.CreateAsync(CanaryHost.NewOrganization)).Slug, new("other", Role.OrgAdmin));
        var (suspended, expired) = await RefusedKeysAsync();
        var mends = Recipes.All.Where(recipe => recipe.Endpoint is "PATCH /api/v1/organizations/{slug}" or "PUT /api/v1/organizations/{slug}/config").Take(2).ToArray();
        foreach (var recipe in Recipes.All)
        {
            foreach (var mend in mends)
            {
                await GoodAsync(mend);   // whatever the recipe before left behind: another config, a deleted organisation
            }

            await GoodAsync(recipe);
            await WithWrongKeysAsync(recipe, other, suspended, expired);
            await WithWrongHeadersAsync(recipe);
            await WithWrongBodiesAsync(recipe);
        }
    }

    private async Task GoodAsync(Recipe recipe)
    {
        var answer = await SendAsync(recipe, "good");
        Assert.True((int)answer.Status is >= 200 and < 300, $"The recipe for {recipe.Endpoint} is not good: {(int)answer.Status} {answer.Text}");
    }

    private async Task WithWrongKeysAsync(Recipe recipe, string other, string suspended, string expired)
    {
        await SendAsync(recipe, "no key", key: null);
        await SendAsync(recipe, "a key nobody made", Canaries.Awkward(Unknown));
        await SendAsync(recipe, "a key of the right look", $"kh_{Canaries.Of(Unknown)}");
        await SendAsync(recipe, "a very long key", string.Concat(Enumerable.Repeat(Canaries.Of(Unknown), 40)));
        await SendAsync(recipe, "another's key", other);
        await SendAsync(recipe, "a member's key", host.KeyOf(Sender.Member));
        await SendAsync(recipe, "a suspended organisation's key", suspended);
        await SendAsync(recipe, "an expired key", expired);
        await SendAsync(recipe, "another scheme", null, request => request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Canaries.Of(Unknown)}"))));
        await SendAsync(recipe, "the other header", null, request => request.Headers.Add("X-Admin-Token", Canaries.Of(Unknown)));
        await SendAsync(recipe, "two keys", host.KeyOf(recipe.Sender), request => request.Headers.Add("X-Admin-Token", Canaries.Of(Unknown)));
        await SendAsync(recipe, "a cookie", null, request => request.Headers.Add("Cookie", $"key={Canaries.Of(Unknown)}"));
        await SendAsync(recipe, "another organisation", host.KeyOf(recipe.Sender), request => request.Headers.Add("X-Org", "no-such"));
    }

    private async Task WithWrongHeadersAsync(Recipe recipe)
    {
        foreach (var method in Methods.Where(method => method != recipe.Method))
        {
            await SendAsync(recipe, method, host.KeyOf(recipe.Sender), request => request.Method = new(method));
        }

        await SendAsync(recipe, "a lost update", host.KeyOf(recipe.Sender), request => request.Headers.TryAddWithoutValidation("If-Match", "\"999\""));
        await SendAsync(recipe, "no version", host.KeyOf(recipe.Sender), request => request.Headers.TryAddWithoutValidation("If-Match", "latest"));
        await SendAsync(recipe, "a request id", host.KeyOf(recipe.Sender), request => request.Headers.Add("x-request-id", "mine-1"));
        await SendAsync(recipe, "bad steering", host.KeyOf(recipe.Sender), request => request.Headers.TryAddWithoutValidation("x-kernelhost-fallback", "perhaps"));
        await SendAsync(recipe with { Path = recipe.Path + "/nothing" }, "nothing there");
    }

    private async Task WithWrongBodiesAsync(Recipe recipe)
    {
        if (recipe.Body is null)
        {
            return;
        }

        await SendAsync(recipe, "another content type", host.KeyOf(recipe.Sender), request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain"));
        await SendAsync(recipe, "no content type", host.KeyOf(recipe.Sender), request => request.Content!.Headers.ContentType = null);
        await SendAsync(recipe, "UTF-16", host.KeyOf(recipe.Sender), request => request.Content = new StringContent(host.Fill(recipe).Body!, Encoding.Unicode, "application/json"));
        await SendAsync(recipe with { Body = recipe.Body + new string(' ', 1_200_000) }, "too large");
        await SendAsync(recipe with { Body = recipe.Body.Replace("{new}", host.Org, StringComparison.Ordinal) }, "taken");
        foreach (var (why, body) in BadBodies.Of(host.Fill(recipe).Body!))
        {
            await SendAsync(recipe with { Body = body }, why);
        }
    }

    private async Task<(string Suspended, string Expired)> RefusedKeysAsync()
    {
        var (slug, _) = await host.CreateAsync(CanaryHost.NewOrganization);
        var suspended = await host.KeyAsync(slug, new("suspended", Role.OrgAdmin));
        await host.Server.Services.SuspendAsync(slug);
        var soon = TimeProvider.System.GetUtcNow().AddMilliseconds(20);
        return (suspended, await host.KeyAsync(host.Org, new("expired", Role.OrgAdmin) { ExpiresAt = soon }));
    }

    private Task<Exchange> SendAsync(Recipe recipe, string why) => SendAsync(recipe, why, host.KeyOf(recipe.Sender));

    private async Task<Exchange> SendAsync(Recipe recipe, string why, string? key, Action<HttpRequestMessage>? change = null)
    {
        var answer = await host.SendAsync(await host.PrepareAsync(recipe), key, why, change);
        if ((int)answer.Status == 500)
            Assert.Fail($"{recipe.Endpoint} ({why}) is answered with 500: {host.Evidence.Texts("log KernelHost.Server.Errors.ErrorHandler Error").LastOrDefault()}");
        Seen[(int)answer.Status] = Seen.GetValueOrDefault((int)answer.Status) + 1;
        return answer;
    }
}
