using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Mcp;
using KernelHost.Traffic;
using KernelHost.Upstream;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>A server full of canaries with a fake upstream, and everything it says in <see cref="Evidence"/>.</summary>
internal sealed class CanaryHost : IAsyncDisposable
{
    public static readonly string AdminKey = $"admin-{Canaries.Mark}-configured";

    private static int _names;

    private readonly HttpClient _client;
    private string _orgAdmin = "";
    private string _member = "";

    private CanaryHost(KernelHostServer server, FakeUpstream upstream, Evidence evidence)
    {
        (Server, Upstream, Evidence) = (server, upstream, evidence);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    public KernelHostServer Server { get; }

    public FakeUpstream Upstream { get; }

    public Evidence Evidence { get; }

    public string Org { get; set; } = "";

    /// <summary>The configured admin key, or the one the host made.</summary>
    public string Admin { get; private set; } = AdminKey;

    public static async Task<CanaryHost> StartAsync(Action<IServiceCollection>? configure = null, params (string Name, string? Value)[] settings)
    {
        var evidence = new Evidence();
        var upstream = await FakeUpstream.StartAsync();
        var server = KernelHostServer.Start(
            services =>
            {
                services.AddSingleton<ILoggerProvider>(_ => new Witness(evidence));
                configure?.Invoke(services);
            },
            [("KernelHost:AdminKey", AdminKey), ("Logging:LogLevel:Default", "Trace"), ("Security:AllowedUpstreams:0", "127.0.0.1"),
                ("Authentication:FailuresPerMinute", "0"), ("Server:AdminRequestsPerMinute", "0"), ("Server:SwitchesPerMinute", "0"), ("McpServer:StreamTime", "00:00:00.020"), ("Logging:Console:LogLevel:Default", "None"), .. settings]);
        server.Environment["CANARY_API_KEY"] = Canaries.Awkward("environment");
        server.Environment["OPENAI_API_KEY"] = Canaries.Of("synced");
        var host = new CanaryHost(server, upstream, evidence);
        await host.SetUpAsync();
        return host;
    }

    /// <summary>Every endpoint that the running server has.</summary>
    public IEnumerable<string> Endpoints => Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "HEAD")
            .Select(method => Traffic.Endpoints.Of(method, endpoint.RoutePattern.RawText ?? ""))).Distinct();

    public static string Name(string prefix) => $"{prefix}-{Interlocked.Increment(ref _names)}";

    /// <summary>What the words of a recipe stand for here. Text for JSON: quotes are escaped.</summary>
    public string Word(string word) => word switch
    {
        "org" => Org,
        "new" => "{new}",   // at the last moment: every request makes another
        "openai" => Upstream.BaseUrls.OpenAi.ToString(),
        "ollama" => Upstream.BaseUrls.Ollama.ToString(),
        "model" => "default",
        "spare" or "key" or "job" or "made" or "made-before" or McpRecipes.Session => $"{{{word}}}",
        "secret-mcp-header" => Canaries.Of("mcp-header"),
        "secret-groq" => Canaries.Usual("groq"),
        _ when word.StartsWith("secret-", StringComparison.Ordinal) => JsonEncodedText.Encode(Canaries.Awkward(word["secret-".Length..])).ToString(),
        _ => throw new InvalidOperationException($"CanaryHost does not know what {{{word}}} stands for: say it here."),
    };

    /// <summary>What has to be there before a request can be good is made now.</summary>
    public async Task<Recipe> PrepareAsync(Recipe recipe) => (await PrepareAllAsync(recipe)).Recipe;

    private async Task<(Recipe Recipe, string[] Made)> PrepareAllAsync(Recipe recipe)
    {
        var spare = recipe.Path.Contains("{spare}", StringComparison.Ordinal) ? (await CreateAsync(NewOrganization)).Slug : "";
        var key = recipe.Path.Contains("{key}", StringComparison.Ordinal) ? await SpareKeyAsync() : "";
        var job = recipe.Path.Contains("{job}", StringComparison.Ordinal) ? await JobAsync(recipe.Sender) : "";
        var session = recipe.Headers.Values.Any(value => value.Contains(McpRecipes.Session, StringComparison.Ordinal)) ? await SessionAsync(recipe.Sender) : "";
        var made = await MakeAsync(recipe.After);
        var prepared = recipe.Fill(word => word switch
        {
            "new" => Name("new"),
            "spare" => spare,
            "key" => key,
            "job" => job,
            "made" => made[0],
            "made-before" => made[1],
            McpRecipes.Session => session,
            _ => Word(word),
        });
        return (prepared, made);
    }

    private async Task<string> SessionAsync(Sender sender)
    {
        var caller = Server.Services.GetRequiredService<ApiKeyDirectory>().Authenticate(KeyOf(sender)).Caller ?? throw new InvalidOperationException("The key is not accepted.");
        return (await Server.Services.GetRequiredService<ClientSessions>().OpenAsync(caller, CancellationToken.None)).Id;
    }

    private async Task<string[]> MakeAsync(Recipe? recipe)
    {
        if (recipe is null)
        {
            return ["", ""];
        }

        var (prepared, before) = await PrepareAllAsync(recipe);
        var answer = await SendAsync(prepared, KeyOf(recipe.Sender), "before another");
        return [Recipe.MadeBy(answer.Json), before[0]];
    }

    // Of a kind that nobody knows: it fails at once, and can be looked at.
    private async Task<string> JobAsync(Sender sender)
    {
        var services = Server.Services;
        var organization = services.GetRequiredService<OrganizationDirectory>().Find(Org) ?? throw new InvalidOperationException(Org);
        var caller = services.GetRequiredService<ApiKeyDirectory>().Authenticate(KeyOf(sender)).Caller ?? throw new InvalidOperationException("The key is not accepted.");
        return (await services.GetRequiredService<JobDirectory>().StartAsync(organization, "unknown", "things/1", JsonElement.Parse("{}"), new(caller.KeyId, null, null, null))).Id;
    }

    public Recipe Fill(Recipe recipe) => recipe.Fill(Word);

    public string KeyOf(Sender sender) => sender switch
    {
        Sender.SystemAdmin => Admin,
        Sender.OrgAdmin => _orgAdmin,
        _ => _member,
    };

    public Task<string> KeyAsync(string org, NewApiKey key) => LookForAsync(Server.CreateKeyAsync(org, key));

    public static Recipe NewOrganization => Recipes.All.First(recipe => recipe.Endpoint == "POST /api/v1/organizations");

    public async Task<(string Slug, Exchange Answer)> CreateAsync(Recipe recipe)
    {
        var answer = await SendAsync(await PrepareAsync(recipe), Admin, "create");
        return (answer.Json.GetProperty("slug").GetString() ?? "", answer);
    }

    public Task<Exchange> SendAsync(Recipe recipe, string? key, string why, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(new(recipe.Method), recipe.Path);
        if (recipe.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(recipe.ContentType) } };
        }

        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        foreach (var (name, value) in recipe.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        change?.Invoke(request);
        return SendAsync(request, $"{recipe.Endpoint} ({why})");
    }

    /// <summary>Sends, and keeps all that comes back: status, headers, body, trailers.</summary>
    public async Task<Exchange> SendAsync(HttpRequestMessage request, string where)
    {
        using (request)
        {
            try
            {
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var text = await BodyAsync(response);
                var made = MadeKey(request, response, text);
                Evidence.Add($"answer {(int)response.StatusCode} of {where}", $"{response}\n{text}\n{response.TrailingHeaders}", made);
                return new(response.StatusCode, text, response.Headers, response.Content.Headers);
            }
            catch (HttpRequestException broken)
            {
                Evidence.Add($"broken answer of {where}", broken.ToString());
                return new(default, "", new HttpResponseMessage().Headers, new ByteArrayContent([]).Headers);
            }
        }
    }

    /// <summary>The data directory, while the host runs and after it was stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private async Task SetUpAsync()
    {
        if (Path.Combine(Server.DataDirectory, "admin-key") is var file && File.Exists(file))
        {
            Admin = (await File.ReadAllTextAsync(file)).Trim();
            Evidence.LookFor(Admin);
        }

        Org = (await CreateAsync(NewOrganization)).Slug;
        _orgAdmin = await KeyAsync(Org, new("admin", Role.OrgAdmin));
        _member = await KeyAsync(Org, new("member", Role.Member));
    }

    private async Task<string> SpareKeyAsync()
    {
        await KeyAsync(Org, new("spare", Role.Member));
        return Server.Services.GetRequiredService<ApiKeyDirectory>().List(Org, 1, null)!.Items[0].Id;
    }

    // A stream that breaks off has said something before.
    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(body);
        }
        catch (HttpRequestException)
        {
            // As far as it came.
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    // The answers in which a key may be seen, once: those that make one.
    private string? MadeKey(HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        var path = request.RequestUri?.OriginalString.Split('?')[0] ?? "";
        var makes = request.Method == HttpMethod.Post && response.IsSuccessStatusCode
            && (path.EndsWith("/keys", StringComparison.Ordinal) || (path.Contains("/keys/", StringComparison.Ordinal) && path.EndsWith("/rotate", StringComparison.Ordinal)));
        if (!makes || JsonElement.Parse(text).GetProperty("key").GetString() is not { } key)
        {
            return null;
        }

        Evidence.LookFor(key);
        return key;
    }

    private async Task<string> LookForAsync(Task<string> made)
    {
        var key = await made;
        Evidence.LookFor(key);
        return key;
    }
}
