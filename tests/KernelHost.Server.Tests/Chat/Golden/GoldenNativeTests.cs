using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>The same requests over Ollama's and Anthropic's own wires: what their servers get and what the client gets.</summary>
public sealed class GoldenNativeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Chats => [.. RecordedChat.Names];

    [Theory]
    [MemberData(nameof(Chats))]
    public Task Ollama(string name) => CompareAsync(name, "ollama");

    [Theory]
    [MemberData(nameof(Chats))]
    public Task Anthropic(string name) => CompareAsync(name, "anthropic");

    private async Task CompareAsync(string name, string provider)
    {
        var chat = RecordedChat.Read(name);
        var model = ModelFor(name, provider);
        if (name.StartsWith("refusal", StringComparison.Ordinal))
            fixture.Upstream.Script(model, new Answer { Text = "I cannot", FinishReason = "content_filter" });
        using var client = await fixture.Server.CreateTenantAsync(provider == "ollama" ? Tenants.Ollama(fixture.Upstream, model) : Tenants.Anthropic(fixture.Upstream, model));

        using var answer = await client.PostTextAsync(Calls.ChatPath, chat.RequestFor(model), ("x-kernelhost-model-info", "none"));

        await RecordedExchange.CompareAsync(chat, provider, fixture.Upstream.Journal.For(model).LastOrDefault()?.Text, answer);
    }

    // The fake model server calls tools only by such a name.
    private static string ModelFor(string name, string provider) =>
        $"{(provider == "ollama" ? "llama3.2" : "claude-sonnet-4-5")}-{name}{(name.StartsWith("functions", StringComparison.Ordinal) ? "-tools" : "")}";
}
