using System.Net;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Clients that still speak of functions are understood, and answered in kind.</summary>
public sealed class RetiredFunctionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Functions = """ "functions": [{"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}] """;

    [Fact]
    public async Task A_call_comes_back_as_a_function_call()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "old-tool"));

        using var answer = await client.PostAsync(Calls.ChatPath, $$$"""{"messages": [{"role": "user", "content": "Hi"}], {{{Functions}}}, "function_call": "auto"}""");

        var choice = (await answer.JsonAsync()).GetProperty("choices")[0];
        Assert.Equal("""{"role":"assistant","content":null,"refusal":null,"function_call":{"name":"get_weather","arguments":"{\"city\":\"city\"}"}}""", choice.GetProperty("message").GetRawText());
        Assert.Equal("function_call", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task And_in_a_stream()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "old-claude-tool"));

        using var answer = await client.PostAsync(Calls.ChatPath, $$$"""{"stream": true, "messages": [{"role": "user", "content": "Hi"}], {{{Functions}}}}""", ("x-kernelhost-model-info", "none"));

        Assert.Equal("""
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"old-claude-tool","choices":[{"index":0,"delta":{"role":"assistant","content":null,"function_call":{"name":"get_weather","arguments":"{\"city\":\"city\"}"}},"logprobs":null,"finish_reason":null}]}
            data: {"id":"<id>","object":"chat.completion.chunk","created":<time>,"model":"old-claude-tool","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"function_call"}]}
            data: [DONE]
            """, await answer.GoldenEventsAsync());
    }

    [Fact]
    public async Task The_functions_result_reaches_the_model_as_its_calls()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Anthropic(fixture.Upstream, "old-claude"));

        using var answer = await client.PostAsync(Calls.ChatPath, $$$"""
            {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "function_call": {"name": "get_weather", "arguments": "{\"city\":\"Rome\"}"}},
             {"role": "function", "name": "get_weather", "content": "Sun"}], {{{Functions}}}, "function_call": {"name": "get_weather"}}
            """);

        var sent = fixture.Upstream.Journal.For("old-claude").Single().Json;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"type":"tool","name":"get_weather","disable_parallel_tool_use":true}""", sent.GetProperty("tool_choice").GetRawText());
        Assert.Equal("""[{"type":"tool_result","tool_use_id":"call_1","content":"Sun"}]""", sent.GetProperty("messages")[2].GetProperty("content").GetRawText());
    }
}
