using System.Collections.Frozen;
using System.Text.Json;

namespace KernelHost.Upstream.Wires.Anthropic;

/// <summary>What the real server refuses, in its words: members it does not know, empty texts, results of calls nobody made, schemas that are not closed, thinking that finds no room.</summary>
internal static class AnthropicRules
{
    private static readonly FrozenSet<string> Members = FrozenSet.Create(
        "model", "messages", "max_tokens", "system", "stream", "stop_sequences", "temperature", "top_k", "top_p", "tools", "tool_choice", "metadata", "thinking",
        "output_config", "output_format", "service_tier", "container", "cache_control", "inference_geo", "mcp_servers", "context_management");

    public static void Check(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            Require(Members.Contains(member.Name), $"{member.Name}: Extra inputs are not permitted");
        }

        CheckThinking(body);
        CheckTurns([.. body.Items("messages")]);
        Require(Closed(body.Member("output_config")?.Member("format")?.Member("schema")),
            "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false");
    }

    private static void CheckThinking(JsonElement body)
    {
        if (body.Member("thinking") is not { } thinking || thinking.Text("type") != "enabled")
        {
            return;
        }

        Require(thinking.Number("budget_tokens") is >= 1024, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        Require(body.Number("max_tokens") > thinking.Number("budget_tokens"), "`max_tokens` must be greater than `thinking.budget_tokens`");
    }

    private static void CheckTurns(JsonElement[] messages)
    {
        for (var i = 0; i < messages.Length; i++)
        {
            var blocks = messages[i].Items("content").ToArray();
            Require(!Array.Exists(blocks, b => b.Text("type") == "text" && b.Text("text") is null or ""), "messages: text content blocks must be non-empty");
            var called = i == 0 ? [] : messages[i - 1].Items("content").Where(b => b.Text("type") == "tool_use").Select(b => b.Text("id")).ToArray();
            var answered = blocks.Where(b => b.Text("type") == "tool_result").Select(b => b.Text("tool_use_id")).ToArray();
            Require(answered.All(called.Contains), $"messages.{i}: unexpected `tool_use_id` found in `tool_result` blocks");
            Require(messages[i].Text("role") != "user" || called.All(answered.Contains), $"messages.{i - 1}: `tool_use` ids were found without `tool_result` blocks immediately after");
        }
    }

    private static bool Closed(JsonElement? schema) => schema is not { ValueKind: JsonValueKind.Object } element
        || ((element.Text("type") != "object" || element.Flag("additionalProperties") is false)
            && (element.Member("properties") is not { ValueKind: JsonValueKind.Object } properties || properties.EnumerateObject().All(p => Closed(p.Value)))
            && Closed(element.Member("items")));

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new RefusedException(new Failure(400, message));
        }
    }
}
