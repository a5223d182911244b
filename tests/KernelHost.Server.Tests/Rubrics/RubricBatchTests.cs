using System.Net;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Jobs;
using KernelHost.Upstream;
using static KernelHost.Server.Tests.Rubrics.RubricTexts;

namespace KernelHost.Server.Tests.Rubrics;

public sealed class RubricBatchTests : IAsyncLifetime
{
    private const string Model = "gpt-4o";

    private readonly string _data = Directory.CreateTempSubdirectory("kernelhost-rubrics-").FullName;
    private KernelHostServer _server;
    private FakeUpstream _upstream = null!;
    private (string Slug, string Key) _tenant;
    private HttpClient _admin = null!;

    public RubricBatchTests() => _server = Start();

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _tenant = await _server.CreateTenantKeyAsync(Tenants.OpenAi(_upstream, Model), new("admin", Role.OrgAdmin) { Subject = "ann" });
        _admin = _server.Client(_tenant.Key);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Every_submission_of_a_batch_gets_a_result_and_one_failure_does_not_end_it()
    {
        var id = await _admin.KeepAsync();
        _upstream.Always(Model, question => question.Turns.Any(turn => turn.Text?.Contains("Text: bad", StringComparison.Ordinal) == true) ? "I only write poems." : Fair);

        var begun = await _admin.TryPostAsync($"{Url}/{id}/score", Batch(["good one", "bad two", "good three"]));
        var job = begun.Json.GetProperty("job").GetProperty("id").GetString();
        var end = await EndAsync(_admin, job);

        Assert.Equal((HttpStatusCode.Accepted, $"/api/v1/jobs/{job}"), (begun.Status, begun.Headers.Location?.ToString()));
        Assert.Equal(("succeeded", 1.0, "2 of 3 scored, 1 failed."), (end.GetProperty("status").GetString(), end.GetProperty("progress").GetDouble(), end.GetProperty("message").GetString()));
        var results = await ResultsAsync(id);
        Assert.Equal(["s1 scored", "s2 failed", "s3 scored"], results.Select(result => $"{result.GetProperty("submission_id").GetString()} {result.GetProperty("status").GetString()}").Order());
        Assert.All(results, result => Assert.Equal(job, result.GetProperty("job").GetString()));
        Assert.Contains("usable answer", results.Single(result => result.GetProperty("status").GetString() == "failed").GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_restart_interrupts_goes_on_and_nothing_is_scored_twice()
    {
        var id = await _admin.KeepAsync();
        var held = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var asked = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        _upstream.Always(Model, question =>
        {
            var which = Text(question).Split("Text: ")[^1];
            asked.AddOrUpdate(which, 1, (_, before) => before + 1);
            if (which == "three" && asked[which] == 1)
            {
                held.TrySetResult();
                release.Task.Wait(TimeSpan.FromSeconds(30));
            }

            return Fair;
        });

        var begun = await _admin.TryPostAsync($"{Url}/{id}/score", Batch(["one", "two", "three"]));
        var job = begun.Json.GetProperty("job").GetProperty("id").GetString();
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Polling.UntilAsync(() => ResultsAsync(id), results => results.Count == 2);

        var stop = _server.DisposeAsync();
        release.SetResult();
        await stop;
        _server = Start();
        _admin.Dispose();
        _admin = _server.Client(_tenant.Key);
        var end = await EndAsync(_admin, job);

        Assert.Equal("succeeded", end.GetProperty("status").GetString());
        Assert.Equal(["s1", "s2", "s3"], (await ResultsAsync(id)).Select(result => result.GetProperty("submission_id").GetString()).Order());
        Assert.Equal((1, 1), (asked["one"], asked["two"]));
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_keeps_what_was_scored()
    {
        var id = await _admin.KeepAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _upstream.Always(Model, question =>
        {
            if (Text(question).EndsWith("held", StringComparison.Ordinal))
            {
                held.TrySetResult();
                release.Task.Wait(TimeSpan.FromSeconds(30));
            }

            return Fair;
        });

        var job = (await _admin.TryPostAsync($"{Url}/{id}/score", Batch(["one", "held"]))).Json.GetProperty("job").GetProperty("id").GetString();
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Polling.UntilAsync(() => ResultsAsync(id), results => results.Count == 1);

        await _admin.TryDeleteAsync($"/api/v1/jobs/{job}");
        var end = await EndAsync(_admin, job);
        release.SetResult();

        Assert.Equal("cancelled", end.GetProperty("status").GetString());
        Assert.Equal("s1", Assert.Single(await ResultsAsync(id)).GetProperty("submission_id").GetString());
    }

    [Fact]
    public async Task A_batch_whose_rubric_is_deleted_ends()
    {
        var id = await _admin.KeepAsync();
        _upstream.Always(Model, _ =>
        {
            _admin.TryDeleteAsync($"{Url}/{id}").GetAwaiter().GetResult();
            return Fair;
        });

        var begun = await _admin.TryPostAsync($"{Url}/{id}/score", Batch(["one"]));
        var end = await EndAsync(_admin, begun.Json.GetProperty("job").GetProperty("id").GetString());

        Assert.Equal(("failed", "rubric_not_found"), (end.GetProperty("status").GetString(), end.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_member_sees_the_results_it_asked_for_and_an_admin_all()
    {
        var id = await _admin.KeepAsync();
        _upstream.Always(Model, _ => Fair);
        using var bob = _server.Client(await _server.CreateKeyAsync(_tenant.Slug, new("bob", Role.Member) { Subject = "bob" }));
        await _admin.TryPostAsync($"{Url}/{id}/score", new { submission = "s", submission_id = "of-ann" });
        await EndAsync(bob, (await bob.TryPostAsync($"{Url}/{id}/score", Batch(["one", "two"]))).Json.GetProperty("job").GetProperty("id").GetString());

        var his = (await bob.TryGetAsync($"{Url}/{id}/results?limit=1")).Json;
        var rest = (await bob.TryGetAsync($"{Url}/{id}/results?limit=5&cursor={his.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal(["s1", "s2"], his.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(result => result.GetProperty("submission_id").GetString()).Order());
        Assert.Equal(3, (await ResultsAsync(id)).Count);
    }

    [Fact]
    public async Task Results_are_a_table()
    {
        var id = await _admin.KeepAsync();
        _upstream.Script(Model, Change(answer => answer["argument"]!["reason"] = "=HYPERLINK(\"http://evil\"), \"quoted\"", Fair));
        await _admin.TryPostAsync($"{Url}/{id}/score", new { submission = "s", submission_id = "+1" });

        var table = await _admin.TryGetAsync($"{Url}/{id}/results/export?format=csv");

        var lines = table.Text.Split("\r\n");
        Assert.Equal("text/csv", table.ContentHeaders.ContentType?.MediaType);
        Assert.Equal("result,submission,job,scored_at,scored_by,total,max,error,argument_level,argument_score,argument_reason,style_level,style_score,style_reason", lines[0]);
        Assert.Contains(",'+1,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",ann,6,10,,Fair,2,\"'=HYPERLINK(\"\"http://evil\"\"), \"\"quoted\"\"\",Good,3,Reads well.", lines[1], StringComparison.Ordinal);
        Assert.Equal(["", 3], new object[] { lines[2], lines.Length });
    }

    private KernelHostServer Start() => KernelHostServer.Start(("KernelHost:DataDirectory", _data));

    private static object Batch(string[] texts) => new { submissions = texts.Select((text, index) => new { id = $"s{index + 1}", text }) };

    private static string Text(Question question) => question.Turns[^1].Text ?? "";

    private async Task<IReadOnlyList<JsonElement>> ResultsAsync(string id) => [.. (await _admin.TryGetAsync($"{Url}/{id}/results")).Json.GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> EndAsync(HttpClient client, string? job)
    {
        await using var events = await SseReader.OpenAsync(client, $"/api/v1/jobs/{job}");
        while (true)
        {
            if (await events.NextAsync() is ("end", var json))
            {
                return json;
            }
        }
    }
}
