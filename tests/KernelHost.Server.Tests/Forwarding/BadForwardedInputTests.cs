using System.Net;
using System.Text;
using System.Text.Json;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Forwarding;

/// <summary>What clients and model servers send that they should not, and what is large but right.</summary>
public sealed class BadForwardedInputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Hidden = "sk-hidden-in-nonsense";
    private const string Question = """{"model": "told-0/m", "messages": [{"role": "user", "content": "Hi"}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Hi")]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("null")]
    [InlineData("""{"model": "m", "model": "m", "messages": [{"role": "user", "content": "Hi"}]}""")]
    [InlineData("""{"model": "m", "messages": [{"role": "user", "content": "Hi"}], "mo\u0064el": "n"}""")]
    [InlineData("""{"\u006dodel": "m", "messages": [{"role": "user", "content": "Hi"}], "mod\u0065l": "n"}""")]
    [InlineData("""{"messages": [{"role": "user", "content": "Hi"}]} {"model": "m"}""")]
    [InlineData("""{"messages": [{"role": "user", "content": "Hi"}], "stream": tru""")]
    public async Task A_body_that_is_not_one_clear_JSON_object_goes_nowhere(string body)
    {
        await using var upstream = await ToldServer.StartAsync(context => context.Response.SendAsync(Sent.Json(), stream: false));
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostTextAsync(Calls.ChatPath, body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("type").GetString()));
        Assert.Equal(0, upstream.Calls);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task A_body_nested_ten_thousand_deep_goes_nowhere(string open, string close)
    {
        await using var upstream = await ToldServer.StartAsync(context => context.Response.SendAsync(Sent.Json(), stream: false));
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));
        var deep = new StringBuilder().Insert(0, open, 10_000).Append('1').Insert(10_000 * open.Length + 1, close, 10_000);

        using var answer = await client.PostTextAsync(Calls.ChatPath, $$"""{"messages": [{"role": "user", "content": "Hi"}], "x": {{deep}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_json"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
        Assert.Equal(0, upstream.Calls);
    }

    [Fact]
    public async Task Twenty_megabytes_of_image_go_on_byte_for_byte()
    {
        var received = "";
        await using var upstream = await ToldServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            received = await body.ReadToEndAsync();
            await context.Response.SendAsync(Sent.Json(), stream: false);
        });
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));
        var image = Convert.ToBase64String(Enumerable.Range(0, 15_000_000).Select(number => (byte)(number * 31)).ToArray());
        var body = $$$"""{"model": "told-0/m", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,{{{image}}}"}}]}]}""";

        using var answer = await client.PostTextAsync(Calls.ChatPath, body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(body.Replace("told-0/m", "m", StringComparison.Ordinal) == received, $"{received.Length} characters came, not the same as were sent.");
    }

    public static TheoryData<string, string, bool> Nonsense()
    {
        var all = new TheoryData<string, string, bool>();
        foreach (var stream in new[] { false, true })
        {
            foreach (var (type, body) in new[]
            {
                ("text/html", $"<html><body>Welcome, {Hidden}</body></html>"),
                ("application/json", $"<html><body>Welcome, {Hidden}</body></html>"),
                ("application/json", ""),
                ("application/json", "[]"),
                ("application/json", "null"),
                ("application/json", $"\"{Hidden}\""),
                ("application/json", "{}"),
                ("application/json", """{"choices":[]}"""),
                ("application/json", """{"choices":null}"""),
                ("application/json", """{"choices":"none"}"""),
                ("application/json", Sent.Json(Hidden)[..^20]),
                ("application/json", Sent.Json(Hidden) + " and more"),
                ("application/json", Sent.Json(Hidden) + Sent.Json(Hidden)),
                ("application/json", $$"""{"choices":[{{new string('[', 10_000)}}"""),
            })
                all.Add(type, body, stream);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_of_a_model_server_is_an_upstream_error_and_the_next_call_takes_the_same_connection(string type, string body, bool stream)
    {
        var calls = 0;
        await using var upstream = await ToldServer.StartAsync(context =>
            calls++ < 2 ? context.Response.SendAsync(Encoding.UTF8.GetBytes(body), type, chunked: false) : context.Response.SendAsync(stream ? Sent.Stream : Sent.Json(), stream));
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));
        var question = stream ? Question.Insert(1, "\"stream\": true, ") : Question;

        using var answer = await client.PostTextAsync(Calls.ChatPath, question);
        var text = await answer.Content.ReadAsStringAsync();
        using var next = await client.PostTextAsync(Calls.ChatPath, question, ("x-kernelhost-model-info", "none"));

        Assert.Equal((HttpStatusCode.BadGateway, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        AssertIsError(JsonElement.Parse(text).GetProperty("error"));
        Assert.DoesNotContain(Hidden, text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, stream ? Sent.Stream : Sent.Json()), (next.StatusCode, await next.Content.ReadAsStringAsync()));
        Assert.Equal((3, 1), (upstream.Calls, upstream.Connections));
    }

    private static void AssertIsError(JsonElement error)
    {
        Assert.Equal("upstream_error", error.GetProperty("code").GetString());
        Assert.Equal(["code", "message", "param", "type"], error.EnumerateObject().Select(member => member.Name).Order());
        Assert.StartsWith("Provider 'told-0' answered with ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
