using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;

namespace KernelHost.Tests.Forwarding;

public class CandidateBodyTests
{
    private static readonly Setup Prompts = new()
    {
        Prompts = [new() { Name = "one", Messages = [new("system", "Be \"brief\"."), new("user", "Grüße")] }, new() { Name = "two", Messages = [new("system", "2")] }],
    };

    [Theory]
    [InlineData("""{"model": "coder", "messages": []}""", """{"model": "m", "messages": []}""")]
    [InlineData("""{"messages":[], "model":null , "x":1}""", """{"messages":[], "model":"m" , "x":1}""")]
    [InlineData("""{"messages": []}""", """{"messages": [],"model":"m"}""")]
    public void The_model_is_the_candidates(string sent, string expected) => Assert.Equal(expected, Write(sent));

    [Fact]
    public void A_models_name_is_written_as_JSON() =>
        Assert.Equal("""{"model":"a\"b\\ü"}""", Write("""{"model":"x"}""", new("p", "a\"b\\ü", ModelType.Llm, "test")));

    [Theory]
    [InlineData("""{"model":"m","stream":true}""", """{"model":"m","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{}}""", """{"model":"m","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":false, "x":1},"stream":true}""", """{"model":"m","stream_options":{"include_usage":true, "x":1},"stream":true}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{"include_usage":true}}""", """{"model":"m","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":false}""", """{"model":"m","stream":false}""")]
    public void The_usage_of_a_stream_is_always_asked_for(string sent, string expected) => Assert.Equal(expected, Write(sent));

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", """{"model":"m","messages":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Grüße"},{"role":"system","content":"2"},{"role":"user"}]}""")]
    [InlineData("""{"model":"m","messages": [ ]}""", """{"model":"m","messages": [{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Grüße"},{"role":"system","content":"2"} ]}""")]
    public void A_named_models_prompts_stand_before_the_messages(string sent, string expected) =>
        Assert.Equal(expected, Write(sent, Candidate(new() { Name = "n", Provider = "p", Model = "m", Prompts = ["one", "two"] })));

    [Fact]
    public void Parameters_stand_in_where_the_request_has_none()
    {
        var named = Named(("temperature", "0.2"), ("top_p", "0.50"), ("num_ctx", "4096"));

        Assert.Equal("""{"model":"m","temperature":1,"top_p":0.50,"num_ctx":4096}""", Write("""{"model":"m","temperature":1,"top_p":null}""", Candidate(named)));
    }

    [Fact]
    public void The_roles_parameters_count_more_than_the_named_models()
    {
        var candidate = Candidate(Named(("temperature", "0.2"))) with { Parameters = Parameters(("temperature", "0.9")) };

        Assert.Equal("""{"model":"m","temperature":0.9}""", Write("""{"model":"m"}""", candidate));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "m", """{"model":"m","max_tokens":100}""")]
    [InlineData("""{"model":"o3-mini"}""", "o3-mini", """{"model":"o3-mini","max_completion_tokens":100}""")]
    [InlineData("""{"model":"m","max_completion_tokens":5}""", "m", """{"model":"m","max_completion_tokens":5}""")]
    [InlineData("""{"model":"o3-mini","max_tokens":5}""", "o3-mini", """{"model":"o3-mini","max_tokens":5}""")]
    public void A_limit_on_the_answer_has_one_name_and_is_given_once(string sent, string model, string expected) =>
        Assert.Equal(expected, Write(sent, Candidate(Named(("max_tokens", "100"), ("num_predict", "200"))) with { Model = model }));

    [Fact]
    public void No_default_takes_the_place_of_what_only_the_client_says() =>
        Assert.Equal("""{"model":"m"}""", Write("""{"model":"m"}""", Candidate(Named(("stream", "true"), ("messages", "[]"), ("model", "\"x\"")))));

    private static Candidate Candidate(NamedModel named) => new("p", "m", ModelType.Llm, "test", named);

    private static NamedModel Named(params (string Name, string Json)[] parameters) =>
        new() { Name = "n", Provider = "p", Model = "m", ModelApiParameters = Parameters(parameters) };

    private static ImmutableDictionary<string, JsonElement> Parameters(params (string Name, string Json)[] parameters) =>
        parameters.ToImmutableSortedDictionary(one => one.Name, one => JsonElement.Parse(one.Json)).ToImmutableDictionary();

    private static string Write(string sent, Candidate? candidate = null)
    {
        var connection = new ProviderConnection { Name = "p", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new("http://127.0.0.1/v1") };
        using var body = CandidateBody.Write(OpenAiRequest.Read(Encoding.UTF8.GetBytes(sent)), candidate ?? new("p", "m", ModelType.Llm, "test"), Prompts, connection, asksForUsage: true);
        return Encoding.UTF8.GetString(body.Span);
    }
}
