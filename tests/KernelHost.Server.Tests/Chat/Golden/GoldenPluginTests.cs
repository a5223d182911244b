using System.Text.Json.Nodes;

namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>The same requests with a plugin beside them, which takes them off the forward path: what the host's own client makes of them for a server on OpenAI's wire, and of its answers.</summary>
public sealed class GoldenPluginTests(PluginChatFixture fixture) : IClassFixture<PluginChatFixture>
{
    private static readonly JsonObject Plugin = new() { ["type"] = "kernelhost", ["plugin"] = "Bench", ["functions"] = new JsonArray("add") };

    public static TheoryData<string> Chats => [.. RecordedChat.Names];

    [Theory]
    [MemberData(nameof(Chats))]
    public async Task OpenAI(string name)
    {
        var chat = RecordedChat.Read(name);
        await using var server = await RecordedServer.StartAsync(chat);
        using var client = await fixture.Server.CreateTenantAsync(server.Setup());
        var request = JsonNode.Parse(chat.Request)!.AsObject();
        request["tools"] = new JsonArray([.. request["tools"]?.AsArray().Select(tool => tool!.DeepClone()) ?? [], Plugin.DeepClone()]);

        using var answer = await client.PostTextAsync(Calls.ChatPath, request.ToJsonString(), ("x-kernelhost-model-info", "none"));

        await RecordedExchange.CompareAsync(chat, "plugins", server.Received, answer);
    }
}
