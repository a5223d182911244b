using System.Net;
using KernelHost.Security;
using static KernelHost.Server.Tests.Rubrics.RubricTexts;

namespace KernelHost.Server.Tests.Rubrics;

public sealed class RubricModelTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static int _models;

    private readonly string _model = $"rubric-model-{Interlocked.Increment(ref _models)}";
    private HttpClient _admin = null!;

    public async Task InitializeAsync() =>
        _admin = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, _model), new("admin", Role.OrgAdmin) { Subject = "ann" });

    public Task DisposeAsync()
    {
        _admin.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_rubric_is_drafted_and_not_stored()
    {
        fixture.Upstream.Script(_model, Change(rubric => rubric["explanation"] = "Sources matter."));

        var answer = await _admin.TryPostAsync($"{Url}/generate", new { topic = "An essay on 1848", scoring_type = "percentage" });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("Essay", "percentage"), (answer.Json.GetProperty("rubric").GetProperty("title").GetString(), answer.Json.GetProperty("rubric").GetProperty("scoringType").GetString()));
        Assert.Equal(("Sources matter.", false), (answer.Json.GetProperty("explanation").GetString(), answer.Json.GetProperty("saved").GetBoolean()));
        Assert.Empty((await _admin.TryGetAsync(Url)).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.Created, (await _admin.TryPostAsync(Url, answer.Json.GetProperty("rubric").GetRawText())).Status);
    }

    [Theory]
    [InlineData("""{}""", "$.topic", "required")]
    [InlineData("""{"topic": " "}""", "$.topic", "empty")]
    [InlineData("""{"topic": "t", "levels": 1}""", "$.levels", "invalid_argument")]
    [InlineData("""{"topic": "t", "scoring_type": "stars"}""", "$.scoring_type", "invalid_argument")]
    public async Task A_bad_wish_is_named(string body, string path, string code)
    {
        var answer = await _admin.TryPostAsync($"{Url}/generate", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_change_is_a_proposal_until_it_is_saved()
    {
        var id = await _admin.KeepAsync();
        fixture.Upstream.Always(_model, _ => Change(rubric => (rubric["title"], rubric["explanation"]) = ("Longer essay", "As asked.")));

        var proposal = await _admin.TryPostAsync($"{Url}/{id}/modify", new { instruction = "For a longer one." });
        var before = await _admin.TryGetAsync($"{Url}/{id}");
        var saved = await _admin.TryPostAsync($"{Url}/{id}/modify", new { instruction = "For a longer one.", save = true });

        Assert.Equal(("Longer essay", "As asked.", false), Told(proposal));
        Assert.Equal(id, proposal.Json.GetProperty("rubric").GetProperty("rubricId").GetString());
        Assert.Equal("Essay", before.Json.GetProperty("title").GetString());
        Assert.Equal((("Longer essay", "As asked.", true), "\"2\""), (Told(saved), saved.ETag));
        Assert.Equal("Longer essay", (await _admin.TryGetAsync($"{Url}/{id}")).Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_somebody_changed_while_the_model_thought_is_not_lost()
    {
        var id = await _admin.KeepAsync();
        fixture.Upstream.Always(_model, _ =>
        {
            _admin.TryPutAsync($"{Url}/{id}", Change(rubric => rubric["title"] = "Mine")).GetAwaiter().GetResult();
            return Change(rubric => rubric["title"] = "The model's");
        });

        var answer = await _admin.TryPostAsync($"{Url}/{id}/modify", new { instruction = "Another title.", save = true });

        Assert.Equal((HttpStatusCode.PreconditionFailed, "lost_update"), (answer.Status, answer.Code));
        Assert.Equal("Mine", (await _admin.TryGetAsync($"{Url}/{id}")).Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_submission_is_scored_and_its_result_kept()
    {
        var id = await _admin.KeepAsync();
        fixture.Upstream.Script(_model, Fair);

        var score = await _admin.TryPostAsync($"{Url}/{id}/score", new { submission = "In 1848…", submission_id = "ann-1" });

        // By hand: (2 × 0.60 + 3 × 0.40) × 10 ÷ 4 = 6.
        Assert.Equal((6m, 10m), (score.Json.GetProperty("total").GetDecimal(), score.Json.GetProperty("max").GetDecimal()));
        Assert.Equal("""{"id":"argument","level":"Fair","score":2,"reason":"One source."}""", score.Json.GetProperty("criteria")[0].GetRawText());
        var result = Assert.Single((await _admin.TryGetAsync($"{Url}/{id}/results")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal((score.Json.GetProperty("id").GetString(), "ann-1", "scored", 6m, "ann"), (
            result.GetProperty("id").GetString(), result.GetProperty("submission_id").GetString(), result.GetProperty("status").GetString(),
            result.GetProperty("total").GetDecimal(), result.GetProperty("scored_by").GetString()));
    }

    [Fact]
    public async Task A_model_that_fails_is_told_and_nothing_is_kept()
    {
        var id = await _admin.KeepAsync();
        fixture.Upstream.Fail(_model, "503");

        var answer = await _admin.TryPostAsync($"{Url}/{id}/score", new { submission = "s" });

        fixture.Upstream.Heal(_model);
        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Empty((await _admin.TryGetAsync($"{Url}/{id}/results")).Json.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("""{}""", "$.submission", "required")]
    [InlineData("""{"submission": " "}""", "$.submission", "empty")]
    [InlineData("""{"submissions": []}""", "$.submissions", "invalid_submissions")]
    [InlineData("""{"submissions": [{"id": "a", "text": "t"}, {"id": "a", "text": "t"}]}""", "$.submissions[1].id", "duplicate_id")]
    [InlineData("""{"submissions": [{"id": "a"}]}""", "$.submissions[0].text", "required")]
    [InlineData("""{"submissions": [null]}""", "$.submissions[0].id", "required")]
    [InlineData("""{"submission": "s", "submissions": [{"id": "a", "text": "t"}]}""", "$.submissions", "ambiguous")]
    public async Task Bad_submissions_are_named(string body, string path, string code)
    {
        var answer = await _admin.TryPostAsync($"{Url}/{await _admin.KeepAsync()}/score", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_submission_that_is_too_long_is_refused()
    {
        var answer = await _admin.TryPostAsync($"{Url}/{await _admin.KeepAsync()}/score", new { submission = new string('x', 100_001) });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too_long"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task All_of_it_works_without_a_language_model()
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        var drafted = await admin.TryPostAsync($"{Url}/generate", new { topic = "A report on the water cycle with a drawing, its source named.", levels = 4 });
        var id = await admin.KeepAsync(drafted.Json.GetProperty("rubric").GetRawText());
        var changed = await admin.TryPostAsync($"{Url}/{id}/modify", new { instruction = "Add a criterion for spelling.", save = true });
        var score = await admin.TryPostAsync($"{Url}/{id}/score", new { submission = "Water evaporates, condenses and rains down again. Source: our school book." });

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.InRange(score.Json.GetProperty("total").GetDecimal(), 0, score.Json.GetProperty("max").GetDecimal());
    }

    private static (string? Title, string? Explanation, bool Saved) Told(Exchange answer) => (
        answer.Json.GetProperty("rubric").GetProperty("title").GetString(), answer.Json.GetProperty("explanation").GetString(), answer.Json.GetProperty("saved").GetBoolean());
}
