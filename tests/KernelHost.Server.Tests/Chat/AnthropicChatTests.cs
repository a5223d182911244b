using System.Net;
using System.Text.Json;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Chat;

/// <summary>OpenAI's wire before the host, Anthropic's behind it: the exact bodies, but for ids and times.</summary>
public sealed class AnthropicChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hello, Wörld" }];

    [Fact]
    public async Task A_thoughtful_answer_whole()
    {
        fixture.Upstream.Script("claude-opus-4-6", new Answer { Text = "Hi.", Thinking = "They greet.", Usage = new(10, 5) { CacheRead = 90, CacheWrite = 4, Thinking = 3 } });
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-opus-4-6"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, reasoning_effort = "low" }, ("x-kernelhost-model-info", "none"));

        Assert.Null(answer.Header("x-kernelhost-dropped-params"));
        Assert.Equal("""
            {
              "id": "<id>",
              "object": "chat.completion",
              "created": <time>,
              "model": "claude-opus-4-6",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "Hi.",
                    "refusal": null,
                    "reasoning_content": "They greet.",
                    "reasoning_details": [
                      {
                        "type": "reasoning.text",
                        "text": "They greet.",
                        "signature": "c2lnbmVk",
                        "index": 0
                      }
                    ]
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 104,
                "completion_tokens": 5,
                "total_tokens": 109,
                "prompt_tokens_details": {
                  "cached_tokens": 90,
                  "cache_creation_tokens": 4
                },
                "completion_tokens_details": {
                  "reasoning_tokens": 3
                }
              }
            }
            """, await answer.GoldenAsync());
    }

    [Fact]
    public async Task A_thoughtful_answer_streamed_with_parallel_calls()
    {
        fixture.Upstream.Script("claude-tools-1", Answer.Calls(new("f", JsonElement.Parse("""{"a":1}""")), new("g", JsonElement.Parse("{}"))) with { Text = "Let me see", Thinking = "Two calls", SealedThinking = "c2VhbGVk", Usage = new(10, 5) { Thinking = 2 } });
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-tools-1"));

        using var answer = await client.PostAsync(Calls.ChatPath, """
            {"stream": true, "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "Hi"}],
             "tools": [{"type": "function", "function": {"name": "f"}}, {"type": "function", "function": {"name": "g"}}]}
            """, ("x-kernelhost-model-info", "none"));

        Assert.Equal("""
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Two"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"reasoning_content":" calls"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","text":"Two calls","signature":"c2lnbmVk","index":0}]},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"c2VhbGVk","index":1}]},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"content":"Let"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"content":" me"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"content":" see"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"<id>","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"<id>","type":"function","function":{"name":"g","arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"claude-tools-1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":2}}}
            data: [DONE]
            """, await answer.GoldenEventsAsync());
    }

    [Fact]
    public async Task A_tool_loop_takes_its_thoughts_along_in_either_form()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-loop"));
        const string Call = """ "tool_calls": [{"id": "t1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}}] """;

        foreach (var thoughts in (string[])[
            """ "reasoning_details": [{"type": "reasoning.text", "text": "h"}, {"type": "reasoning.text", "text": "m", "signature": "c2ln", "index": 0}, {"type": "reasoning.encrypted", "data": "ZGF0YQ=="}] """,
            """ "thinking_blocks": [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}, {"type": "redacted_thinking", "data": "ZGF0YQ=="}] """])
        {
            using var answer = await client.PostAsync(Calls.ChatPath, $$$"""
                {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "reasoning_content": "hm", {{{thoughts}}}, {{{Call}}}},
                 {"role": "tool", "tool_call_id": "t1", "content": [{"type": "text", "text": "4"}]}],
                 "tools": [{"type": "function", "function": {"name": "f"}}]}
                """);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                """[{"role":"user","content":[{"type":"text","text":"Hi"}]},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"4"}]}]""",
                fixture.Upstream.Journal.For("claude-loop").Last().Json.GetProperty("messages").GetRawText());
        }
    }

    [Fact]
    public async Task What_is_to_be_cached_is_marked_where_the_client_marked_it()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-cached"));

        using var answer = await client.PostAsync(Calls.ChatPath, """
            {"messages": [{"role": "system", "content": [{"type": "text", "text": "Long", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
             {"role": "user", "content": "Hi", "cache_control": {"type": "ephemeral"}}],
             "tools": [{"type": "function", "function": {"name": "f", "strict": true}, "cache_control": {"type": "ephemeral"}}]}
            """);

        var sent = fixture.Upstream.Journal.For("claude-cached").Single().Json;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""[{"type":"text","text":"Long","cache_control":{"type":"ephemeral","ttl":"1h"}}]""", sent.GetProperty("system").GetRawText());
        Assert.Equal("""[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]""", sent.GetProperty("messages").GetRawText());
        Assert.Equal("""[{"name":"f","input_schema":{"type":"object","properties":{}},"strict":true,"cache_control":{"type":"ephemeral"}}]""", sent.GetProperty("tools").GetRawText());
    }

    [Fact]
    public async Task A_schema_is_answered_by_an_instance_of_it()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-schema"));

        using var answer = await client.PostAsync(Calls.ChatPath, """
            {"messages": [{"role": "user", "content": "Hi"}], "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}}
            """);

        Assert.Equal("""{"city":"city"}""", (await answer.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Its_own_refusal_of_a_request_comes_through()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "claude-refusing"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, x_vendor = 1 });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("x_vendor: Extra inputs are not permitted", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
