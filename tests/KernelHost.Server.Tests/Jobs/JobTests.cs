using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    private readonly GatedHandler _work = new();
    private readonly string _data = Directory.CreateTempSubdirectory("kernelhost-jobs-").FullName;
    private KernelHostServer _server;

    public JobTests() => _server = Start(_work);

    [Fact]
    public async Task A_job_is_done_with_progress_and_remembered()
    {
        var tenant = await TenantAsync();
        var job = await StartAsync(tenant);
        await _work.BegunAsync();
        await using var events = await FollowAsync(tenant.Client, job);
        var first = await events.NextAsync();
        _work.Step(job.Id, 40);
        var second = await events.NextAsync();
        _work.Finish(job.Id);
        var last = await events.NextAsync();

        Assert.Equal(("progress", "running", 0.0), Told(first));
        Assert.Equal(("progress", "running", 0.4), Told(second));
        Assert.Equal("at 40", second.Json.GetProperty("message").GetString());
        Assert.Equal(("end", "succeeded", 1.0), Told(last));
        Assert.True(await events.HasEndedAsync());
        var answer = (await tenant.Client.TryGetAsync($"/api/v1/jobs/{job.Id}")).Json;
        Assert.Equal(("succeeded", "gated", "things/1"), (Text(answer, "status"), Text(answer, "kind"), Text(answer, "subject")));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("error").ValueKind);
        Assert.NotNull(Text(answer, "ended_at"));
    }

    [Fact]
    public async Task Who_looks_at_one_that_has_ended_gets_its_end_at_once()
    {
        var tenant = await TenantAsync();
        var job = await StartAsync(tenant);
        _work.Finish(job.Id);
        await EndAsync(tenant, job);

        await using var again = await FollowAsync(tenant.Client, job);

        Assert.Equal(("end", "succeeded", 1.0), Told(await again.NextAsync()));
        Assert.True(await again.HasEndedAsync());
    }

    [Fact]
    public async Task A_failure_says_what_its_handler_says_and_anything_else_says_nothing()
    {
        var tenant = await TenantAsync();
        var known = await StartAsync(tenant);
        var unknown = await StartAsync(tenant);
        var model = await StartAsync(tenant);
        _work.Fail(known.Id, new JobFailedException("no_text", "There is no text in it."));
        _work.Fail(unknown.Id, new InvalidOperationException("sk-secret in a stack"));
        _work.Fail(model.Id, new ModelCallException("Nobody answered.", "timeout"));

        Assert.Equal(("failed", "no_text", "There is no text in it."), Failure(await EndAsync(tenant, known)));
        var (_, code, message) = Failure(await EndAsync(tenant, unknown));
        Assert.Equal("internal_error", code);
        Assert.DoesNotContain("sk-secret", message, StringComparison.Ordinal);
        Assert.Equal(("failed", "timeout", "Nobody answered."), Failure(await EndAsync(tenant, model)));
    }

    [Fact]
    public async Task One_that_runs_is_cancelled_and_one_that_waits_never_begins()
    {
        var tenant = await TenantAsync();
        var running = new[] { await StartAsync(tenant, "a"), await StartAsync(tenant, "b") };
        await _work.BegunAsync();
        await _work.BegunAsync();
        var waiting = await StartAsync(tenant, "c");

        var cancelled = await tenant.Client.TryDeleteAsync($"/api/v1/jobs/{waiting.Id}");
        var stopped = await tenant.Client.TryDeleteAsync($"/api/v1/jobs/{running[0].Id}");

        Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.Status, Text(cancelled.Json, "status")));
        Assert.Equal(HttpStatusCode.Accepted, stopped.Status);
        Assert.Equal("cancelled", Text(await EndAsync(tenant, running[0]), "status"));
        Assert.Equal("queued", (await StartAsync(tenant, "d")).Status.ToString().ToLowerInvariant());
        Assert.Equal("d", await _work.BegunAsync());
        var late = await tenant.Client.TryDeleteAsync($"/api/v1/jobs/{running[0].Id}");
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (late.Status, Text(late.Json, "status")));
        _work.Finish(running[1].Id);
    }

    [Fact]
    public async Task An_organisation_has_two_at_work_and_another_does_not_wait_for_it()
    {
        var (one, other) = (await TenantAsync(), await TenantAsync());
        var jobs = new List<Job>();
        for (var number = 0; number < 5; number++)
        {
            jobs.Add(await StartAsync(one, $"one {number}"));
        }

        await StartAsync(other, "other");

        Assert.Equal(["one 0", "one 1", "other"], new[] { await _work.BegunAsync(), await _work.BegunAsync(), await _work.BegunAsync() }.Order());
        _work.Finish(jobs[0].Id);
        Assert.Equal("one 2", await _work.BegunAsync());
        Assert.Equal(3, _work.MostAtOnce);
    }

    [Fact]
    public async Task Too_many_are_refused()
    {
        var tenant = await TenantAsync();
        for (var number = 0; number < 6; number++)
        {
            await StartAsync(tenant);
        }

        await Assert.ThrowsAsync<JobsFullException>(() => StartAsync(tenant));
    }

    [Fact]
    public async Task A_job_is_shown_to_whom_it_is_for_and_to_admins_and_to_nobody_else()
    {
        var ann = await TenantAsync(subject: "ann");
        var job = await StartAsync(ann);
        using var anns = _server.Client(await _server.CreateKeyAsync(ann.Slug, new("second", Role.Member) { Subject = "ann" }));
        using var bobs = _server.Client(await _server.CreateKeyAsync(ann.Slug, new("bob", Role.Member) { Subject = "bob" }));
        using var admins = _server.Client(await _server.CreateKeyAsync(ann.Slug, new("admin", Role.OrgAdmin)));
        var stranger = await TenantAsync(subject: "ann");
        var path = $"/api/v1/jobs/{job.Id}";

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.NotFound],
            new[] { await anns.TryGetAsync(path), await bobs.TryGetAsync(path), await admins.TryGetAsync(path), await stranger.Client.TryGetAsync(path) }.Select(one => one.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await bobs.TryDeleteAsync(path)).Status);
        Assert.Equal(1, (await admins.TryGetAsync("/api/v1/jobs")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await bobs.TryGetAsync("/api/v1/jobs")).Json.GetProperty("items").GetArrayLength());
        _work.Finish(job.Id);
    }

    [Fact]
    public async Task Lists_are_newest_first_in_pages_as_the_jobs_are_now()
    {
        var tenant = await TenantAsync();
        for (var number = 0; number < 5; number++)
        {
            await StartAsync(tenant, $"{number}");
        }

        await _work.BegunAsync();
        await _work.BegunAsync();
        var first = (await tenant.Client.TryGetAsync("/api/v1/jobs?limit=3")).Json;
        var second = (await tenant.Client.TryGetAsync($"/api/v1/jobs?limit=3&cursor={Text(first, "next_cursor")}")).Json;

        Assert.Equal(["queued", "queued", "queued"], first.GetProperty("items").EnumerateArray().Select(job => Text(job, "status")));
        Assert.Equal(["running", "running"], second.GetProperty("items").EnumerateArray().Select(job => Text(job, "status")));
        Assert.Null(Text(second, "next_cursor"));
    }

    [Fact]
    public async Task Its_model_calls_are_its_owners_key()
    {
        var tenant = await TenantAsync();
        var job = await StartAsync(tenant, models: ["openai/gpt-4o"]);
        await _work.BegunAsync();
        _work.Finish(job.Id);

        Assert.Equal("key_1", _work.Scope.Key);
        Assert.Equal(["openai/gpt-4o"], _work.Scope.Allowed);
    }

    [Fact]
    public async Task What_a_restart_interrupts_is_begun_again_with_its_input_and_what_has_ended_is_not()
    {
        var tenant = await TenantAsync();
        var done = await StartAsync(tenant, "done");
        await _work.BegunAsync();
        _work.Finish(done.Id);
        await EndAsync(tenant, done);
        var running = await StartAsync(tenant, "running");
        await _work.BegunAsync();
        await _server.DisposeAsync();

        var after = new GatedHandler();
        _server = Start(after);

        Assert.Equal("running", await after.BegunAsync());
        using var client = _server.Client(tenant.Key);
        Assert.Equal("running", Text((await client.TryGetAsync($"/api/v1/jobs/{running.Id}")).Json, "status"));
        Assert.Equal("succeeded", Text((await client.TryGetAsync($"/api/v1/jobs/{done.Id}")).Json, "status"));
        after.Finish(running.Id);
        await using var events = await FollowAsync(client, running);
        while (Told(await events.NextAsync()).Event != "end")
        {
        }

        Assert.Equal("succeeded", Text((await client.TryGetAsync($"/api/v1/jobs/{running.Id}")).Json, "status"));
    }

    [Fact]
    public async Task The_oldest_that_have_ended_go_when_they_are_too_many()
    {
        var tenant = await TenantAsync();
        for (var number = 0; number < 5; number++)
        {
            var done = await StartAsync(tenant, $"{number}");
            _work.Finish(done.Id);
            await EndAsync(tenant, done);
        }

        var last = await StartAsync(tenant, "last");

        var listed = (await tenant.Client.TryGetAsync("/api/v1/jobs")).Json.GetProperty("items");
        Assert.Equal(1 + 3, listed.GetArrayLength());
        Assert.Equal(last.Id, Text(listed[0], "id"));
    }

    [Fact]
    public async Task What_it_was_started_with_is_kept_only_until_it_ends()
    {
        var tenant = await TenantAsync();
        var key = new RecordKey(Find(tenant.Slug).Id, "job", "");
        var records = _server.Services.GetRequiredService<IRecordStore>();
        var job = await StartAsync(tenant, "a batch of essays");
        await _work.BegunAsync();
        var running = await records.FindRecordAsync(key with { Id = job.Id }, default);
        _work.Finish(job.Id);
        await EndAsync(tenant, job);
        var ended = await records.FindRecordAsync(key with { Id = job.Id }, default);

        Assert.Contains("a batch of essays", running?.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("a batch of essays", ended?.Json ?? "a batch of essays", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_organisations_jobs_end()
    {
        var tenant = await TenantAsync();
        var job = await StartAsync(tenant);
        await _work.BegunAsync();
        var jobs = _server.Services.GetRequiredService<JobDirectory>();
        var organization = Find(tenant.Slug);

        await _server.Services.GetRequiredService<OrganizationDirectory>().DeleteAsync(tenant.Slug, Actor.Host);

        Job? last = null;
        await foreach (var now in jobs.WatchAsync(organization, job))
        {
            last = now;
        }

        Assert.Equal(JobStatus.Cancelled, last?.Status);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private KernelHostServer Start(GatedHandler work) =>
        KernelHostServer.Start(services => services.AddSingleton<IJobHandler>(work), ("KernelHost:DataDirectory", _data), ("Jobs:MostUnfinishedPerOrganization", "6"), ("Jobs:MostEndedPerOrganization", "3"));

    private async Task<(string Slug, string Key, HttpClient Client)> TenantAsync(string? subject = null)
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(new { is_default = true, providers = new { embedded = new { models = new[] { "extractive" } } } }, new("test", Role.OrgAdmin));
        if (subject is not null)
        {
            key = await _server.CreateKeyAsync(slug, new("own", Role.Member) { Subject = subject });
        }

        return (slug, key, _server.Client(key));
    }

    private Task<Job> StartAsync((string Slug, string Key, HttpClient Client) tenant, string name = "work", ImmutableArray<string>? models = null) =>
        _server.Services.GetRequiredService<JobDirectory>().StartAsync(
            Find(tenant.Slug), GatedHandler.Name, "things/1", JsonSerializer.SerializeToElement(new { name }), new("key_1", "ann", null, models));

    private Organization Find(string slug) => _server.Services.GetRequiredService<OrganizationDirectory>().Find(slug) ?? throw new InvalidOperationException(slug);

    private static async Task<JsonElement> EndAsync((string Slug, string Key, HttpClient Client) tenant, Job job)
    {
        await using var events = await FollowAsync(tenant.Client, job);
        while (true)
        {
            var next = await events.NextAsync();
            if (next.Event == "end")
            {
                return next.Json;
            }
        }
    }

    private static Task<SseReader> FollowAsync(HttpClient client, Job job) => SseReader.OpenAsync(client, $"/api/v1/jobs/{job.Id}");

    private static (string? Event, string? Status, double Progress) Told((string? Event, JsonElement Json) told) =>
        (told.Event, Text(told.Json, "status"), told.Json.GetProperty("progress").GetDouble());

    private static (string? Status, string? Code, string? Message) Failure(JsonElement job) =>
        (Text(job, "status"), Text(job.GetProperty("error"), "code"), Text(job.GetProperty("error"), "message"));

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
