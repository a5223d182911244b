using System.Net;
using KernelHost.Providers;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Errors;

/// <summary>The way from an exception to the answer, on a host that has nothing else.</summary>
public sealed class ErrorAnswerTests : IAsyncLifetime, IDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly TaskCompletionSource _waits = new();
    private readonly TaskCompletionSource<int> _ended = new();

    public ErrorAnswerTests() => _app = Build();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("/broken")]
    [InlineData("/v1/broken")]
    public async Task Our_own_faults_are_a_500_without_details(string path)
    {
        var answer = await _client.TryGetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains("internal_error", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_carries_the_request_id_as_its_trace()
    {
        var answer = await _client.TryGetAsync("/broken");

        Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(answer.Headers.GetValues("x-request-id").Single(), answer.Json.GetProperty("trace_id").GetString());
    }

    [Theory]
    [InlineData("trace-42", "trace-42")]
    [InlineData("two words", null)]
    [InlineData("<script>", null)]
    public async Task A_clients_own_request_id_is_kept_if_it_is_a_sensible_one(string sent, string? kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/broken");
        request.Headers.TryAddWithoutValidation("X-Request-Id", sent);

        using var answer = await _client.SendAsync(request);

        var id = answer.Headers.GetValues("x-request-id").Single();
        Assert.Equal(kept is not null, id == sent);
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back()
    {
        var answer = await _client.TryGetAsync("/v1/limited");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("rate_limit_error", answer.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_method_that_is_not_taken_is_a_405_with_a_body()
    {
        var answer = await _client.DeleteAsync("/broken", CancellationToken.None);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains("method_not_allowed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_says_nothing_gets_the_error_of_its_dialect_and_one_with_a_body_keeps_it()
    {
        var bare = await _client.TryGetAsync("/v1/bare");
        var told = await _client.TryGetAsync("/v1/told");

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (bare.Status, bare.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, "no"), (told.Status, told.Text));
    }

    [Fact]
    public async Task An_error_is_for_no_cache_and_nothing_of_the_answer_it_stands_for_is_left()
    {
        var answer = await _client.TryGetAsync("/half-done");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.False(answer.Headers.Contains("x-half-done"));
        Assert.Contains("internal_error", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_has_begun_breaks_off()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync("/begun"));
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_fault()
    {
        using var gone = new CancellationTokenSource();
        var answer = _client.GetAsync("/waits", gone.Token);
        await _waits.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, await _ended.Task);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddErrors();
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            await next(context);
            _ended.TrySetResult(context.Response.StatusCode);
        });
        app.UseRequestIds();
        app.UseErrors();
        app.MapGet("/broken", string () => throw new InvalidOperationException("sk-secret"));
        app.MapGet("/v1/broken", string () => throw new InvalidOperationException("sk-secret"));
        app.MapGet("/v1/limited", string () => throw new ProviderException(FailureClass.RateLimit, "slow down") { RetryAfter = TimeSpan.FromSeconds(2.5) });
        app.MapGet("/v1/bare", () => Results.StatusCode(StatusCodes.Status403Forbidden));
        app.MapGet("/v1/told", () => Results.Text("no", statusCode: StatusCodes.Status403Forbidden));
        app.MapGet("/half-done", (HttpContext context) =>
        {
            context.Response.Headers["x-half-done"] = "yes";
            throw new InvalidOperationException();
        });
        app.MapGet("/begun", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            throw new InvalidOperationException();
        });
        app.MapGet("/waits", async (HttpContext context) =>
        {
            _waits.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        return app;
    }
}
