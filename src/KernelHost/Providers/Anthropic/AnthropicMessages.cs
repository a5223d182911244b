using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// A conversation in Anthropic's terms: the system prompt stands apart, tool results are blocks of the user's next message, and neighbours of one role are
/// one message, because the results of parallel calls have to come together.
/// </summary>
internal sealed class AnthropicMessages(Utf8JsonWriter writer, ProviderConnection connection)
{
    private readonly AnthropicBlocks _blocks = new(writer, connection);

    public void Write(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var all = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        WriteSystem([.. all.Where(IsSystem)], instructions);
        writer.WriteStartArray("messages");
        string? open = null;
        foreach (var message in all.Where(message => !IsSystem(message) && AnthropicBlocks.HasAny(message)))
        {
            var role = message.Role == ChatRole.Assistant ? "assistant" : "user";
            if (role != open)
                Turn(role, ref open);
            _blocks.Write(message);
        }

        Turn(null, ref open);
        writer.WriteEndArray();
    }

    private static bool IsSystem(ChatMessage message) => message.Role.Value is "system" or "developer";

    private void Turn(string? role, ref string? open)
    {
        if (open is not null)
        {
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        open = role;
        if (role is null)
            return;
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("content");
    }

    private void WriteSystem(ChatMessage[] prompts, string? instructions)
    {
        if (instructions is not { Length: > 0 } && !Array.Exists(prompts, AnthropicBlocks.HasAny))
            return;

        writer.WriteStartArray("system");
        if (instructions is { Length: > 0 })
            _blocks.Write(new(ChatRole.System, instructions));
        foreach (var prompt in prompts.Where(AnthropicBlocks.HasAny))
            _blocks.Write(prompt);
        writer.WriteEndArray();
    }
}
