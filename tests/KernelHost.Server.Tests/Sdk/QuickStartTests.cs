using System.Text.Json;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace KernelHost.Server.Tests.Sdk;

/// <summary>
/// The quick-starts of https://github.com/openai/openai-dotnet#readme in our words: their calls, their model names; key and endpoint given as its
/// chapter on a custom base URL says. The organisation's default answers for a model it has not.
/// </summary>
public sealed class QuickStartTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Model = "gpt-5.1";

    public static TheoryData<string> ModelServers => ["openai", "ollama", "anthropic"];

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Chat(string provider)
    {
        var client = await ChatAsync(provider, "starter");

        ChatCompletion completion = await client.CompleteChatAsync("Say 'this is a test.'");

        Assert.Equal("starter: Say 'this is a test.'", completion.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Streaming(string provider)
    {
        var client = await ChatAsync(provider, "starter");
        var said = "";

        await foreach (var update in client.CompleteChatStreamingAsync("Say 'this is a test.'"))
        {
            if (update.ContentUpdate.Count > 0)
                said += update.ContentUpdate[0].Text;
        }

        Assert.Equal("starter: Say 'this is a test.'", said);
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Tools(string provider)
    {
        var client = await ChatAsync(provider, "starter-tools");
        ChatCompletionOptions options = new()
        {
            Tools =
            {
                ChatTool.CreateFunctionTool("GetCurrentLocation", "Where the user is"),
                ChatTool.CreateFunctionTool("GetCurrentWeather", "The weather of a place", BinaryData.FromString("""
                    {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}, "required": ["location"]}
                    """)),
            },
        };
        List<ChatMessage> messages = [new UserChatMessage("What's the weather like today?")];

        ChatCompletion completion = await client.CompleteChatAsync(messages, options);
        for (; completion.FinishReason == ChatFinishReason.ToolCalls; completion = await client.CompleteChatAsync(messages, options))
        {
            messages.Add(new AssistantChatMessage(completion));
            messages.AddRange(completion.ToolCalls.Select(call => new ToolChatMessage(call.Id, Run(call))));
        }

        Assert.Equal((ChatFinishReason.Stop, "starter-tools: San Francisco, 31 celsius"), (completion.FinishReason, completion.Content[0].Text));
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Structured_outputs(string provider)
    {
        var client = await ChatAsync(provider, "starter");
        ChatCompletionOptions options = new()
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("math_reasoning", jsonSchemaIsStrict: true, jsonSchema: BinaryData.FromString("""
                {"type": "object", "required": ["steps", "final_answer"], "additionalProperties": false, "properties": {"final_answer": {"type": "string"}, "steps": {"type": "array", "items":
                 {"type": "object", "required": ["explanation", "output"], "additionalProperties": false, "properties": {"explanation": {"type": "string"}, "output": {"type": "string"}}}}}}
                """)),
        };

        ChatCompletion completion = await client.CompleteChatAsync([new UserChatMessage("How can I solve 8x + 7 = -23?")], options);

        using var json = JsonDocument.Parse(completion.Content[0].Text);
        Assert.Equal("final_answer", json.RootElement.GetProperty("final_answer").GetString());
        Assert.All(json.RootElement.GetProperty("steps").EnumerateArray(), step => Assert.Equal("explanation", step.GetProperty("explanation").GetString()));
    }

    // Vectors of another model are of no use to an index, so the default does not stand in here.
    [Fact]
    public async Task Embeddings()
    {
        var (key, options) = await fixture.SdkAccessAsync(Tenants.OpenAi(fixture.Upstream, "starter", "text-embedding-3-small"));
        EmbeddingClient client = new("text-embedding-3-small", key, options);

        OpenAIEmbedding embedding = await client.GenerateEmbeddingAsync("A hotel near the harbour, with a view of the ships.");

        Assert.InRange(embedding.ToFloats().ToArray().Sum(number => number * number), 0.99f, 1.01f);
    }

    [Fact]
    public async Task Transcription()
    {
        var (key, options) = await fixture.SdkAccessAsync(Tenants.OpenAi(fixture.Upstream, "starter", "whisper-1"));
        AudioClient client = new("whisper-1", key, options);
        using var file = new MemoryStream("sound"u8.ToArray());

        AudioTranscription transcription = await client.TranscribeAudioAsync(file, "plants.mp3", new()
        {
            ResponseFormat = AudioTranscriptionFormat.Verbose,
            TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment,
        });

        Assert.Equal("whisper-1: plants.mp3 (5 bytes)", transcription.Segments[0].Text);
    }

    private static string Run(ChatToolCall call)
    {
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        return call.FunctionName == "GetCurrentLocation" ? "San Francisco" : $"31 {arguments.RootElement.GetProperty("unit").GetString()}";
    }

    private async Task<ChatClient> ChatAsync(string provider, string served)
    {
        var (key, options) = await fixture.SdkAccessAsync(fixture.SetupOf(provider, served));
        return new(Model, key, options);
    }
}
