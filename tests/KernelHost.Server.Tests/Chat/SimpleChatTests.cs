using System.Net;
using System.Text.Json;

namespace KernelHost.Server.Tests.Chat;

public sealed class SimpleChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/chat";

    [Fact]
    public async Task A_message_gets_an_answer_with_its_model_and_usage()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "llama3.2:latest"));

        using var answer = await client.PostAsync(Path, new { message = "Hi", model_preference = "llama3.2:latest" });

        Assert.Equal("""
            {
              "message": "llama3.2:latest: Hi",
              "model_info": {
                "requested": "llama3.2:latest",
                "resolved": "llama3.2:latest",
                "provider": "ollama",
                "fallback_used": false,
                "fallback_reason": null
              },
              "usage": {
                "prompt_tokens": 1,
                "completion_tokens": 2,
                "total_tokens": 3
              }
            }
            """, await answer.GoldenAsync());
    }

    [Fact]
    public async Task A_session_remembers_what_was_said_and_another_does_not()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "with-memory"));

        (await client.PostAsync(Path, new { message = "first", session_id = "a" })).Dispose();
        (await client.PostAsync(Path, new { message = "second", session_id = "a" })).Dispose();
        (await client.PostAsync(Path, new { message = "third", session_id = "b" })).Dispose();

        Assert.Equal(["first", "first|with-memory: first|second", "third"], fixture.Upstream.Journal.For("with-memory").Select(entry => Said(entry.Json)));
    }

    [Fact]
    public async Task Another_key_does_not_share_the_session()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.OpenAi(fixture.Upstream, "with-privacy"));
        using var one = fixture.Server.Client(key);
        using var other = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("other", KernelHost.Security.Role.Member)));

        (await one.PostAsync(Path, new { message = "mine", session_id = "a" })).Dispose();
        (await other.PostAsync(Path, new { message = "yours", session_id = "a" })).Dispose();

        Assert.Equal(["mine", "yours"], fixture.Upstream.Journal.For("with-privacy").Select(entry => Said(entry.Json)));
    }

    [Fact]
    public async Task A_long_session_forgets_its_oldest_exchanges()
    {
        await using var server = KernelHostServer.Start(("ChatSessions:MostMessages", "2"));
        using var client = await server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "forgetful"));

        foreach (var message in (string[])["1", "2", "3"])
            (await client.PostAsync(Path, new { message, session_id = "a" })).Dispose();

        Assert.Equal("2|forgetful: 2|3", Said(fixture.Upstream.Journal.For("forgetful").Last().Json));
    }

    [Fact]
    public async Task Short_messages_fill_the_hosts_memory_too()
    {
        await using var server = KernelHostServer.Start(("ChatSessions:MostCharacters", "1000"));
        using var client = await server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "terse"));

        foreach (var session in (string[])["a", "b", "b"])
            (await client.PostAsync(Path, new { message = session, session_id = session })).Dispose();

        Assert.Equal("b", Said(fixture.Upstream.Journal.For("terse").Last().Json));
    }

    [Theory]
    [InlineData("{}", "'message' is missing: it must be a string.")]
    [InlineData("{\"message\": \"\"}", "'message' must not be empty.")]
    [InlineData("{\"message\": \"Hi\", \"session_id\": 5}", "'session_id' must be a string, not a number.")]
    public async Task A_bad_request_is_a_problem_that_names_the_member(string body, string detail)
    {
        using var answer = await fixture.Server.Admin.PostAsync(Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(detail, (await answer.JsonAsync()).GetProperty("detail").GetString());
    }

    private static string Said(JsonElement request) => string.Join('|', request.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()));
}
