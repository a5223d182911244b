using System.Text;
using System.Text.Json;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Tests.Wire;

public sealed class ChatCompletionRequestTests
{
    private const string Hello = "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";
    private const string Tool = "{\"type\": \"function\", \"function\": {\"name\": \"f\"}}";

    [Theory]
    [InlineData("{}", "messages", "'messages' is missing: it must be an array.")]
    [InlineData("{\"messages\": []}", "messages", "'messages' must hold at least one message.")]
    [InlineData("{\"messages\": \"Hi\"}", "messages", "'messages' must be an array, not a string.")]
    [InlineData("{\"messages\": [\"Hi\"]}", "messages[0]", "'messages[0]' must be an object, not a string.")]
    [InlineData("{\"messages\": [{\"content\": \"Hi\"}]}", "messages[0].role", "'messages[0].role' is missing: it must be a string.")]
    [InlineData("{\"messages\": [{\"role\": \"human\", \"content\": \"Hi\"}]}", "messages[0].role", "'messages[0].role' must be system, developer, user, assistant or tool, not 'human'.")]
    [InlineData("{\"messages\": [{\"role\": \"user\"}]}", "messages[0].content", "'messages[0].content' is missing: it must be a string or an array of parts.")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": 7}]}", "messages[0].content", "'messages[0].content' must be a string or an array of parts, not a number.")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}]}", "messages[0].content[0].text", "'messages[0].content[0].text' is missing: it must be a string.")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"ftp://x\"}}]}]}", "messages[0].content[0].image_url.url", "'messages[0].content[0].image_url.url' must be an http, https or data URL.")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,***\"}}]}]}", "messages[0].content[0].image_url.url", "'messages[0].content[0].image_url.url' is not valid")]
    [InlineData("{\"messages\": [{\"role\": \"tool\", \"content\": \"4\"}]}", "messages[0].tool_call_id", "'messages[0].tool_call_id' is missing: a tool message names the call")]
    [InlineData("{\"messages\": [{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"a\"}]}]}", "messages[0].tool_calls[0].function", "'messages[0].tool_calls[0].function' is missing: it must be an object.")]
    [InlineData("{" + Hello + ", \"model\": 5}", "model", "'model' must be a string, not a number.")]
    [InlineData("{" + Hello + ", \"temperature\": 2.5}", "temperature", "'temperature' must be between 0 and 2, it is 2.5.")]
    [InlineData("{" + Hello + ", \"temperature\": \"hot\"}", "temperature", "'temperature' must be a number, not a string.")]
    [InlineData("{" + Hello + ", \"max_tokens\": 0}", "max_tokens", "'max_tokens' must be at least 1, it is 0.")]
    [InlineData("{" + Hello + ", \"n\": 2}", "n", "'n' must be 1 with this model, and with plugins: there is one choice per call.")]
    [InlineData("{" + Hello + ", \"stop\": 3}", "stop", "'stop' must be a string or an array of strings, not a number.")]
    [InlineData("{" + Hello + ", \"stream\": \"yes\"}", "stream", "'stream' must be true or false, not a string.")]
    [InlineData("{" + Hello + ", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"\"}}]}", "tools[0].function.name", "'tools[0].function.name' must not be empty.")]
    [InlineData("{" + Hello + ", \"tools\": [{\"type\": \"web\"}]}", "tools[0].type", "'tools[0].type' must be function, or kernelhost for a plugin: this host knows no tools of type 'web'.")]
    [InlineData("{" + Hello + ", \"tool_choice\": \"required\"}", "tool_choice", "'tool_choice' needs tools")]
    [InlineData("{" + Hello + ", \"tools\": [" + Tool + "], \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"g\"}}}", "tool_choice.function.name", "'tool_choice.function.name' must be one of the tools in the request; 'g' is not.")]
    [InlineData("{" + Hello + ", \"response_format\": {\"type\": \"xml\"}}", "response_format.type", "'response_format.type' must be text, json_object or json_schema, not 'xml'.")]
    [InlineData("{" + Hello + ", \"response_format\": {\"type\": \"json_schema\"}}", "response_format.json_schema", "'response_format.json_schema' is missing: it must be an object.")]
    [InlineData("{" + Hello + ", \"functions\": [{}]}", "functions[0].name", "'functions[0].name' is missing")]
    [InlineData("{" + Hello + ", \"functions\": [{\"name\": \"f\"}], \"function_call\": {\"name\": \"g\"}}", "function_call.name", "'function_call.name' must be one of the tools in the request; 'g' is not.")]
    public void A_bad_request_names_the_member_and_the_remedy(string body, string param, string message)
    {
        var refusal = Assert.Throws<ApiErrorException>(() => Read(body)).Error;

        Assert.Equal((400, param), (refusal.Status, refusal.Param));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_common_member_is_understood()
    {
        var options = Read($$"""
            { {{Hello}}, "temperature": 0.5, "top_p": 0.9, "top_k": 40, "max_completion_tokens": 100, "stop": "END", "seed": 7, "frequency_penalty": 1,
              "presence_penalty": -1, "tools": [{{Tool}}], "tool_choice": "required", "parallel_tool_calls": false, "reasoning_effort": "low" }
            """).Options;

        Assert.Equal((0.5f, 0.9f, 40, 100, 7L), (options.Temperature, options.TopP, options.TopK, options.MaxOutputTokens, options.Seed));
        Assert.Equal((1f, -1f, false, ReasoningEffort.Low), (options.FrequencyPenalty, options.PresencePenalty, options.AllowMultipleToolCalls, options.Reasoning?.Effort));
        Assert.Equal(["END"], options.StopSequences!);
        Assert.Equal("f", Assert.Single(options.Tools!).Name);
        Assert.Equal(ChatToolMode.RequireAny, options.ToolMode);
        Assert.Null(options.AdditionalProperties);
    }

    [Fact]
    public void A_member_nobody_knows_passes_through_as_it_is()
    {
        var options = Read($$"""{ {{Hello}}, "logit_bias": {"50256": -100}, "metadata": {"a": "b"}, "x_vendor": [1] }""").Options;

        Assert.Equal(["logit_bias", "metadata", "x_vendor"], options.AdditionalProperties!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("""{"50256": -100}""", ((JsonElement)options.AdditionalProperties["logit_bias"]!).GetRawText());
    }

    [Fact]
    public void Forms_without_a_type_of_their_own_pass_through()
    {
        var options = Read($$"""
            { {{Hello}}, "tools": [{{Tool}}], "tool_choice": {"type": "allowed_tools"}, "reasoning_effort": "minimal",
              "stream_options": {"include_usage": true, "include_obfuscation": false} }
            """).Options;

        Assert.Equal(["reasoning_effort", "stream_options", "tool_choice"], options.AdditionalProperties!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_metadata_task_of_a_chat_front_end_is_read()
    {
        Assert.Equal("title_generation", Read($$"""{ {{Hello}}, "metadata": {"task": "title_generation"} }""").Task);
        Assert.Null(Read($$"""{ {{Hello}}, "metadata": {"task": 5} }""").Task);
    }

    [Fact]
    public void Parts_become_contents()
    {
        var message = Read("""
            {"messages": [{"role": "user", "name": "ann", "content": [
              {"type": "text", "text": "Look", "cache_control": {"type": "ephemeral"}},
              {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
              {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
              {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
              {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
              {"type": "file", "file": {"file_id": "file-1"}},
              {"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}}]}]}
            """).Messages.Single();

        Assert.Equal("ann", message.AuthorName);
        Assert.Collection(message.Contents,
            text => Assert.True(Assert.IsType<TextContent>(text).AdditionalProperties!.ContainsKey("cache_control")),
            link => Assert.Equal("low", Assert.IsType<UriContent>(link).AdditionalProperties!["detail"]),
            image => Assert.Equal("image/png", Assert.IsType<DataContent>(image).MediaType),
            audio => Assert.Equal("audio/mpeg", Assert.IsType<DataContent>(audio).MediaType),
            file => Assert.Equal("a.pdf", Assert.IsType<DataContent>(file).Name),
            hosted => Assert.Equal("file-1", Assert.IsType<HostedFileContent>(hosted).FileId),
            unknown => Assert.IsType<JsonElement>(unknown.RawRepresentation));
    }

    [Fact]
    public void A_tool_round_trip_is_read_with_the_arguments_as_the_model_wrote_them()
    {
        var messages = Read("""
            {"messages": [
              {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{\"a\": 1"}}]},
              {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "4"}, {"type": "text", "text": "2"}]}]}
            """).Messages;

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(messages[0].Contents));
        Assert.Equal(("call_1", "add", "{\"a\": 1"), (call.CallId, call.Name, call.RawRepresentation));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(messages[1].Contents));
        Assert.Equal(("call_1", "42"), (result.CallId, result.Result));
    }

    [Fact]
    public void A_JSON_schema_keeps_its_name_and_strictness()
    {
        var options = Read("{" + Hello + ", \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"city\", \"strict\": true, \"schema\": {\"type\": \"object\"}}}}").Options;

        Assert.Equal("city", Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat).SchemaName);
        Assert.Equal(true, options.AdditionalProperties!["strict"]);
    }

    private static ChatCompletionRequest Read(string body) => ChatCompletionRequest.Read(RequestBody.Parse(Encoding.UTF8.GetBytes(body)));
}
