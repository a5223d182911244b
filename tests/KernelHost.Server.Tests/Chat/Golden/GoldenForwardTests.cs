using System.Text.Json.Nodes;

namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>The forward path with every feature of OpenAI's chat: nothing of what is sent or answered changes but what the host is there to change.</summary>
public sealed class GoldenForwardTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Chats => [.. RecordedChat.Names];

    [Theory]
    [MemberData(nameof(Chats))]
    public async Task Every_byte_goes_on_but_the_models_name_and_every_byte_comes_back(string name)
    {
        var chat = RecordedChat.Read(name);
        await using var server = await RecordedServer.StartAsync(chat);
        using var client = await fixture.Server.CreateTenantAsync(server.Setup());

        using var answer = await client.PostTextAsync(Calls.ChatPath, chat.RequestFor($"recorded/{RecordedChat.Model}"), ("x-kernelhost-model-info", "none"));
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(chat.Request, server.Received);
        Assert.Equal(chat.Answer, body);
    }

    [Theory]
    [MemberData(nameof(Chats))]
    public async Task The_model_info_is_all_that_is_added(string name)
    {
        var chat = RecordedChat.Read(name);
        await using var server = await RecordedServer.StartAsync(chat);
        using var client = await fixture.Server.CreateTenantAsync(server.Setup());

        using var answer = await client.PostTextAsync(Calls.ChatPath, chat.RequestFor("default"));
        var body = (await answer.Content.ReadAsStringAsync()).Split("\n\n");
        var first = JsonNode.Parse(body[0].Replace("data: ", "", StringComparison.Ordinal))!.AsObject();

        Assert.Equal("recorded", first["model_info"]!["provider"]!.GetValue<string>());
        first.Remove("model_info");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(chat.Answer.Split("\n\n")[0].Replace("data: ", "", StringComparison.Ordinal)), first));
        Assert.Equal(chat.Answer.Split("\n\n")[1..], body[1..]);
    }

    [Fact]
    public async Task A_stream_without_stream_options_gets_them_upstream_and_the_client_does_not_see_the_usage()
    {
        var chat = RecordedChat.Read("functions-stream");
        await using var server = await RecordedServer.StartAsync(chat);
        using var client = await fixture.Server.CreateTenantAsync(server.Setup());
        var request = JsonNode.Parse(chat.Request)!.AsObject();
        request.Remove("stream_options");

        using var answer = await client.PostTextAsync(Calls.ChatPath, request.ToJsonString(), ("x-kernelhost-model-info", "none"));
        var events = (await answer.Content.ReadAsStringAsync()).Split("\n\n");

        var received = JsonNode.Parse(server.Received!)!.AsObject();
        Assert.True(received["stream_options"]!["include_usage"]!.GetValue<bool>());
        received.Remove("stream_options");
        Assert.Equal(request.ToJsonString(), received.ToJsonString());
        Assert.DoesNotContain(events, one => one.Contains("prompt_tokens", StringComparison.Ordinal));
        Assert.Equal(chat.Answer.Split("\n\n").Length - 1, events.Length);
    }
}
