using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Routing.Health;
using KernelHost.Server.Tests.Chat;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>What an organisation has when its models fail: a model, one that stands in, on the same fake server under two providers with a key each.</summary>
/// <param name="Kind">Of both providers.</param>
internal sealed record Outage(OutageFixture Fixture, string Kind)
{
    public const string Key = "sk-main", SpareKey = "sk-spare";

    /// <summary>The limit of a whole answer while there is another model to ask: half the deadline of two minutes.</summary>
    public static readonly TimeSpan HalfTheDeadline = TimeSpan.FromMinutes(1);

    /// <summary>A second less than the first token may take: its timer shows that content has come.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(29);

    private static int _count;

    private string _slug = "";
    private HttpClient _client = null!;
    private int _seen;
    private volatile string _body = "";   // of the answer that is coming

    /// <summary>The model that fails.</summary>
    public string Model { get; } = $"model-{Interlocked.Increment(ref _count)}";

    /// <summary>The model that stands in.</summary>
    public string Spare => $"{Model}-spare";

    /// <summary>Another of the failing one's provider; it is well.</summary>
    public string Sibling => $"{Model}-sibling";

    public object[] Messages { get; init; } = [new { role = "system", content = "Be brief." }, new { role = "user", content = "How are you?" }];

    public string Delivery { get; init; } = "stream";

    public string[] Triggers { get; init; } = ["rate_limit", "timeout", "error"];

    public string FirstToken { get; init; } = "30s";

    public int? Window { get; init; }

    public int? SpareWindow { get; init; }

    public bool Alone { get; init; }

    /// <summary>Makes the organisation, and its model fail.</summary>
    public async Task<Outage> BeginAsync(string fault)
    {
        string key;
        (_slug, key) = await Fixture.Server.CreateTenantKeyAsync(Setup());
        _client = Fixture.Server.Client(key);
        Fixture.Upstream.Fail(Model, fault);
        return this;
    }

    public void Heal() => Fixture.Upstream.Heal(Model);

    /// <summary>Asks, and turns the clock meanwhile.</summary>
    public async Task<Heard> AskAsync(bool stream, Func<Task<Heard>, Task>? meanwhile = null, string? model = null)
    {
        _body = "";
        var asking = HearAsync(stream, model);
        await (meanwhile?.Invoke(asking) ?? Task.CompletedTask);
        return await asking;
    }

    /// <summary>Asks, and hears what has come when the headers have.</summary>
    public async Task<HttpResponseMessage> PostAsync(bool stream, string? model = null, CancellationToken leaving = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls.ChatPath)
        {
            Content = JsonContent.Create(new { model, messages = Messages, stream, stream_options = stream ? new { include_usage = true } : null }),
        };
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving);
    }

    /// <summary>The same candidate is asked again after a pause.</summary>
    public Task PauseAsync(Task<Heard> asking) => WaitAsync(OutageFixture.Pause);

    /// <summary>The host waits for this long, and then it is over.</summary>
    public async Task WaitAsync(TimeSpan wait)
    {
        await Fixture.Clock.TimerSetAsync(wait);
        Fixture.Clock.Advance(wait);
    }

    /// <summary>The model says nothing at all for so long, and then it answers.</summary>
    public async Task SilenceAsync(TimeSpan wait)
    {
        await Fixture.Upstream.HeldAsync();
        Fixture.Clock.Advance(wait);
    }

    /// <summary>The model says nothing until the host gives up, after so long.</summary>
    public async Task SilenceAsync(TimeSpan limit, Task<Heard> asking)
    {
        await Fixture.Upstream.HeldAsync();
        await GiveUpAsync(limit, asking);
    }

    /// <summary>The model falls silent in the middle.</summary>
    public Task StallAsync(Task<Heard> asking) => StallAsync("", asking);

    /// <param name="after">The last word the client has heard by then, where it hears them as they come.</param>
    public async Task StallAsync(string after, Task<Heard> asking)
    {
        await Fixture.Upstream.HeldAsync();
        if (Delivery != "assured")
            await Polling.UntilAsync(() => _body.Contains(after, StringComparison.Ordinal));
        await Fixture.Clock.TimerSetAsync(Idle);
        await GiveUpAsync(Idle, asking);
    }

    /// <summary>What arrived since this was asked last, as keys: one per attempt.</summary>
    public string Attempts() => string.Join(' ', Arrived().Select(entry => entry.Key));

    /// <summary>What arrived since this was asked last.</summary>
    public IReadOnlyList<JournalEntry> Arrived()
    {
        var all = Fixture.Upstream.Journal.Entries.Where(entry => entry.Model == Model || entry.Model == Spare || entry.Model == Sibling).ToList();
        var arrived = all[_seen..];
        _seen = all.Count;
        return arrived;
    }

    /// <summary>Until when calls keep away from the model, as <c>model-status</c> says.</summary>
    public async Task<DateTimeOffset?> CoolingUntilAsync() =>
        (await StatusAsync()).GetProperty("cooldown_until") is { ValueKind: JsonValueKind.String } until ? until.GetDateTimeOffset() : null;

    public async Task<JsonElement> StatusAsync() => (await Fixture.Server.Client(KernelHostServer.AdminKey, _slug).TryGetAsync("/api/v1/admin/model-status")).Json;

    /// <summary>What the host counted for the model, and for the one that stands in.</summary>
    public (long Model, long Spare) TokensUsed()
    {
        var records = Fixture.Server.Services.GetRequiredService<ModelRecords>();
        return (records.Find(_slug, "default", "main", Model).TokensUsed, records.Find(_slug, "default", "spare", Spare).TokensUsed);
    }

    /// <summary>The same, when the host has noticed that a client left.</summary>
    public async Task<(long Model, long Spare)> TokensUsedAsync(long atLeast)
    {
        await Polling.UntilAsync(() => TokensUsed().Model >= atLeast);
        return TokensUsed();
    }

    // Only the time counts in which the host waits. If it was still busy with what came before when the clock was turned, the clock is turned once more.
    private async Task GiveUpAsync(TimeSpan limit, Task<Heard> asking)
    {
        do
            Fixture.Clock.Advance(limit);
        while (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromSeconds(2))) != asking);
    }

    private async Task<Heard> HearAsync(bool stream, string? model)
    {
        using var response = await PostAsync(stream, model);
        return await Heard.ReadAsync(response, body => _body = body);
    }

    private object Setup() => new
    {
        is_default = true,
        global_default_model = new { provider = "main", model = Model },
        providers = Alone
            ? new Dictionary<string, object> { ["main"] = Provider(Key, Model, Window, Sibling) }
            : new Dictionary<string, object> { ["main"] = Provider(Key, Model, Window, Sibling), ["spare"] = Provider(SpareKey, Spare, SpareWindow) },
        fallback = new { models = Alone ? [] : new[] { new { provider = "spare", model = Spare } }, triggers = Triggers, delivery = Delivery },
    };

    private object Provider(string key, string model, int? window, params string[] others) => new
    {
        kind = Kind,
        base_url = Kind == "openai" ? Fixture.Upstream.BaseUrls.OpenAi : Fixture.Upstream.BaseUrls.Ollama,
        api_key = key,
        models = others.Prepend(window is null ? (object)model : new { id = model, context_window = window }),
        timeouts = new { first_token = FirstToken, idle = $"{Idle.TotalSeconds}s" },
    };
}
