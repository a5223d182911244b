using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Chat;

/// <summary>The exact bodies clients get, but for ids and times.</summary>
public sealed class GoldenChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hello, Wörld" }];

    private static readonly object[] Weather =
    [
        new { type = "function", function = new { name = "get_weather", parameters = new { type = "object", properties = new { city = new { type = "string" } }, required = new[] { "city" } } } },
        new { type = "function", function = new { name = "get_time", parameters = new { type = "object", properties = new { zone = new { type = "string" } }, required = new[] { "zone" } } } },
    ];

    [Fact]
    public async Task A_completion_over_OpenAI()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "gpt-4o", messages = Hello });

        Assert.Equal("""
            {
              "id": "<id>",
              "object": "chat.completion",
              "created": <time>,
              "model": "gpt-4o",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "gpt-4o: Hello, Wörld",
                    "refusal": null,
                    "annotations": []
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 2,
                "completion_tokens": 3,
                "total_tokens": 5,
                "prompt_tokens_details": {
                  "cached_tokens": 0,
                  "audio_tokens": 0
                },
                "completion_tokens_details": {
                  "reasoning_tokens": 0,
                  "audio_tokens": 0,
                  "accepted_prediction_tokens": 0,
                  "rejected_prediction_tokens": 0
                }
              },
              "service_tier": "default",
              "system_fingerprint": "fp_fake",
              "model_info": {
                "requested": "gpt-4o",
                "resolved": "gpt-4o",
                "provider": "openai",
                "fallback_used": false,
                "fallback_reason": null
              }
            }
            """, await answer.GoldenAsync());
    }

    [Fact]
    public async Task A_completion_over_Ollama()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "llama3.2:latest"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello });

        Assert.Equal("""
            {
              "id": "<id>",
              "object": "chat.completion",
              "created": <time>,
              "model": "llama3.2:latest",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "llama3.2:latest: Hello, Wörld",
                    "refusal": null
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 2,
                "completion_tokens": 3,
                "total_tokens": 5
              },
              "model_info": {
                "requested": null,
                "resolved": "llama3.2:latest",
                "provider": "ollama",
                "fallback_used": false,
                "fallback_reason": null
              }
            }
            """, await answer.GoldenAsync());
    }

    [Fact]
    public async Task A_completion_over_embedded()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "Context: The Eiffel Tower is in Paris.\nQuestion: Where is the Eiffel Tower?" } } });

        Assert.Equal("""
            {
              "id": "<id>",
              "object": "chat.completion",
              "created": <time>,
              "model": "extractive",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "The Eiffel Tower is in Paris.",
                    "refusal": null
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 15,
                "completion_tokens": 6,
                "total_tokens": 21
              },
              "model_info": {
                "requested": null,
                "resolved": "extractive",
                "provider": "embedded",
                "fallback_used": false,
                "fallback_reason": null
              }
            }
            """, await answer.GoldenAsync());
    }

    [Fact]
    public async Task A_stream_with_usage()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true, stream_options = new { include_usage = true } });

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"model_info":{"requested":null,"resolved":"gpt-4o","provider":"openai","fallback_used":false,"fallback_reason":null}}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":"gpt-4o:"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":" Hello,"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":" Wörld"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_fake","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
            data: [DONE]
            """, await answer.GoldenEventsAsync());
    }

    [Fact]
    public async Task A_stream_of_parallel_tool_calls_without_usage()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "llama-tools"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, tools = Weather, stream = true }, ("x-kernelhost-model-info", "none"));

        Assert.Equal("""
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"llama-tools","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"<id>","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"city\"}"}}]},"logprobs":null,"finish_reason":null}]}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"llama-tools","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"<id>","type":"function","function":{"name":"get_time","arguments":"{\"zone\":\"zone\"}"}}]},"logprobs":null,"finish_reason":null}]}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"llama-tools","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}]}
            data: [DONE]
            """, await answer.GoldenEventsAsync());
    }

    [Fact]
    public async Task A_tool_call_and_its_result_go_there_and_back()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-tool"));
        using var asked = await client.PostAsync(Calls.ChatPath, new { messages = Hello, tools = Weather });
        var message = (await asked.JsonAsync()).GetProperty("choices")[0].GetProperty("message");
        var id = message.GetProperty("tool_calls")[0].GetProperty("id").GetString();

        using var answered = await client.PostAsync(Calls.ChatPath, new { messages = new object[] { Hello[0], message, new { role = "tool", tool_call_id = id, content = "22 degrees" } }, tools = Weather });

        Assert.Equal("gpt-tool: 22 degrees", (await answered.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Reasoning_and_log_probabilities_are_passed_on()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "thinker"));
        fixture.Upstream.Script("thinker", new Answer { Text = "42", Thinking = "Six times seven" });

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, logprobs = true });

        var choice = (await answer.JsonAsync()).GetProperty("choices")[0];
        Assert.Equal("Six times seven", choice.GetProperty("message").GetProperty("reasoning_content").GetString());
        Assert.Equal("42", choice.GetProperty("logprobs").GetProperty("content")[0].GetProperty("token").GetString());
    }
}
