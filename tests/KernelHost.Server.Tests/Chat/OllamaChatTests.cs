using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Chat;

/// <summary>OpenAI's wire before the host, Ollama's behind it: the exact bodies, but for ids and times.</summary>
public sealed class OllamaChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Everything_a_client_can_say_reaches_Ollama_in_its_own_words()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "gpt-oss-golden"));

        using var answer = await client.PostAsync(Calls.ChatPath, """
            {"messages": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID", "detail": "low"}}]},
              {"role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}]},
              {"role": "tool", "tool_call_id": "c1", "content": "4"}],
             "tools": [{"type": "function", "function": {"name": "f", "description": "F.", "parameters": {"type": "object"}}}], "tool_choice": "auto",
             "temperature": 0.5, "top_p": 0.25, "max_completion_tokens": 9, "stop": ["a", "b"], "seed": 7, "frequency_penalty": 0.5, "presence_penalty": 0.25, "reasoning_effort": "low",
             "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}}, "logprobs": true, "top_logprobs": 1, "keep_alive": "5m", "num_ctx": 4096}
            """);

        Assert.Null(answer.Header("x-kernelhost-dropped-params"));
        Assert.Equal(
            """{"model":"gpt-oss-golden","stream":false,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi","images":["AQID"]},{"role":"assistant","content":"","thinking":"hm","tool_calls":[{"id":"c1","function":{"name":"f","arguments":{"a":1}}}]},{"role":"tool","content":"4","tool_name":"f","tool_call_id":"c1"}],"tools":[{"type":"function","function":{"name":"f","description":"F.","parameters":{"type":"object"}}}],"format":{"type":"object"},"think":"low","options":{"temperature":0.5,"top_p":0.25,"num_predict":9,"seed":7,"frequency_penalty":0.5,"presence_penalty":0.25,"stop":["a","b"],"num_ctx":4096},"logprobs":true,"top_logprobs":1,"keep_alive":"5m"}""",
            fixture.Upstream.Journal.For("gpt-oss-golden").Single().Text);
    }

    [Fact]
    public async Task The_log_probabilities_of_a_whole_answer_stand_in_its_choice_and_nowhere_else()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "ollama-odds"));

        using var answer = await client.PostAsync(Calls.ChatPath, """{"messages": [{"role": "user", "content": "Hi"}], "logprobs": true, "top_logprobs": 1}""");

        var choice = (await answer.JsonAsync()).GetProperty("choices")[0];
        Assert.Equal(["ollama-odds:", " Hi"], choice.GetProperty("logprobs").GetProperty("content").EnumerateArray().Select(token => token.GetProperty("token").GetString()));
        Assert.False(choice.GetProperty("message").TryGetProperty("logprobs", out _));
    }

    [Fact]
    public async Task A_thoughtful_stream_with_log_probabilities()
    {
        fixture.Upstream.Script("ollama-thoughts", new Answer { Text = "Hi", Thinking = "hm", Usage = new(3, 2) });
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "ollama-thoughts"));

        using var answer = await client.PostAsync(
            Calls.ChatPath, """{"stream": true, "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "Hi"}], "logprobs": true, "reasoning_effort": "high"}""", ("x-kernelhost-model-info", "none"));

        Assert.Equal("""
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"ollama-thoughts","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"hm"},"logprobs":null,"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"ollama-thoughts","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{"content":[{"token":"Hi","logprob":-0.25,"bytes":null,"top_logprobs":[{"token":"Hi","logprob":-0.25,"bytes":null}]}],"refusal":null},"finish_reason":null}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"ollama-thoughts","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"ollama-thoughts","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
            data: [DONE]
            """, await answer.GoldenEventsAsync());
    }
}
