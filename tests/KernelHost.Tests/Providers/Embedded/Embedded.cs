using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Embedded;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers.Embedded;

/// <summary>The provider as a call sees it.</summary>
internal static class Embedded
{
    public static ProviderConnection Connection { get; } = new() { Name = "embedded", Kind = "embedded", BaseUrl = new("embedded:") };

    public static IChatClient Client(string model = EmbeddedProvider.Extractive) => new EmbeddedProvider().CreateChatClient(Connection, model);

    public static async Task<string> AskAsync(string user, string? system = null, ChatOptions? options = null, string model = EmbeddedProvider.Extractive)
    {
        ChatMessage[] messages = system is null ? [new(ChatRole.User, user)] : [new(ChatRole.System, system), new(ChatRole.User, user)];
        return (await Client(model).GetResponseAsync(messages, options)).Text;
    }

    public static async Task<JsonElement> FillAsync(string schema, string user, string? system = null, string model = EmbeddedProvider.Extractive)
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema)) };
        return JsonElement.Parse(await AskAsync(user, system, options, model));
    }
}
