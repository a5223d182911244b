namespace KernelHost.Traffic;

/// <summary>Calls of models and what there is to call.</summary>
internal static class ModelRecipes
{
    private const string Everything = """
        {"model": "{model}", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Where is the tower?"},
           {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}}]},
           {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "search", "arguments": "{\"q\": \"tower\"}"}}]},
           {"role": "tool", "tool_call_id": "call_1", "content": "In Paris."}, {"role": "user", "content": "Thanks. And how high?", "name": "ann"}],
         "tools": [{"type": "function", "function": {"name": "search", "description": "Searches", "strict": false, "parameters": {"type": "object", "properties": {"q": {"type": "string"}}}}}],
         "tool_choice": "none", "parallel_tool_calls": true, "temperature": 0.5, "top_p": 0.9, "n": 1, "stop": ["END"], "max_tokens": 40, "max_completion_tokens": 40,
         "presence_penalty": 0.1, "frequency_penalty": 0.1, "logit_bias": {"50256": -100}, "logprobs": false, "seed": 7, "user": "ann",
         "response_format": {"type": "text"}, "stream": false, "metadata": {"note": "none"}}
        """;

    private const string Streamed = """
        {"model": "{model}", "messages": [{"role": "user", "content": "Count to five."}], "stream": true, "stream_options": {"include_usage": true}}
        """;

    private const string Schema = """
        {"messages": [{"role": "user", "content": "A person"}], "metadata": {"task": "title_generation"}, "response_format": {"type": "json_schema", "json_schema":
          {"name": "person", "strict": true, "schema": {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name", "age"], "additionalProperties": false}}}}
        """;

    private const string Boundary = "a-boundary";

    private static readonly string Form = string.Concat(
        Part("language", "en"), Part("file\"; filename=\"speech.mp3", "ID3 not quite music"), Part("model", "openai/whisper-1"), Part("prompt", "Names: Ann"), Part("response_format", "verbose_json"),
        Part("temperature", "0"), Part("timestamp_granularities[]", "word"), Part("timestamp_granularities[]", "segment"), Part("stream", "false"), $"--{Boundary}--\r\n");

    private static readonly Dictionary<string, string> Steering = new() { ["x-kernelhost-fallback"] = "none", ["x-kernelhost-model-info"] = "none" };

    private static readonly Dictionary<string, string> Rehearsal = new() { ["x-kernelhost-rehearse"] = "rate_limit", ["x-kernelhost-delivery"] = "stream" };

    public static IReadOnlyList<Recipe> All { get; } =
    [
        Chat(Everything),
        Chat(Streamed),
        Chat(Schema) with { Headers = Steering },
        Chat("""{"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}"""),
        Chat("""{"messages": [{"role": "user", "content": "Hello"}]}""") with { Headers = Rehearsal, Sender = Sender.OrgAdmin },
        Chat("""{"model": "auto", "messages": [{"role": "user", "content": [{"type": "text", "text": "Why?"}]}], "user": "ann", "session_id": "talk", "metadata": {"tier": "gold"}}""")
            with { Headers = new Dictionary<string, string> { ["x-kernelhost-session"] = "talk" } },
        Chat("""{"model": "{model}", "messages": [{"role": "user", "content": "Sort it."}], "tools": [{"type": "kernelhost", "plugin": "Classifier", "functions": ["classify"]}, {"type": "function", "function": {"name": "f"}}], "tool_choice": "auto"}"""),
        Member("POST /v1/projects/{org}/{setup}/chat/completions", "/v1/projects/{org}/default/chat/completions", Streamed),
        Member("GET /v1/projects/{org}/{setup}/models", "/v1/projects/{org}/second/models"),
        Member("GET /v1/models", "/v1/models"),
        Member("GET /v1/models/{id}", "/v1/models/openai%2Fgpt-4o"),
        Member("POST /v1/embeddings", "/v1/embeddings", """{"model": "default", "input": ["one", "two"], "encoding_format": "base64", "dimensions": 16, "user": "ann"}"""),
        Member("POST /v1/embeddings", "/v1/embeddings", """{"model": "proxied/nomic-embed-text:latest", "input": "one"}"""),
        Member("POST /v1/completions", "/v1/completions", """{"model": "openai/gpt-4o", "prompt": ["Once upon a time"], "max_tokens": 9, "temperature": 0, "stop": ["END"], "stream": true, "stream_options": {"include_usage": true}, "user": "ann"}"""),
        Member("POST /v1/responses", "/v1/responses", """{"model": "openai/gpt-4o", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}], "instructions": "Be brief.", "max_output_tokens": 20, "store": false, "metadata": {"a": "b"}}"""),
        Member("POST /v1/responses", "/v1/responses", """{"model": "openai/gpt-4o", "input": "Count to five.", "stream": true}"""),
        Member("POST /v1/audio/speech", "/v1/audio/speech", """{"model": "openai/tts-1", "input": "Hello", "voice": "alloy", "response_format": "wav", "speed": 1.25, "instructions": "Softly", "stream_format": "audio"}"""),
        Member("POST /v1/audio/transcriptions", "/v1/audio/transcriptions", Form) with { ContentType = $"multipart/form-data; boundary={Boundary}" },
        Member("POST /api/v1/chat", "/api/v1/chat", """{"message": "Hello", "model_preference": "{model}", "session_id": "session-1"}"""),
    ];

    private static Recipe Chat(string body) => Member("POST /v1/chat/completions", "/v1/chat/completions", body);

    private static string Part(string name, string value) => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static Recipe Member(string endpoint, string path, string? body = null) => new(endpoint, path, body) { Sender = Sender.Member };
}
