using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace KernelHost.Server.Tests.Sdk;

/// <summary>OpenAI's own .NET client against the host, over every provider.</summary>
public sealed class OpenAiSdkTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Question = "Context: The Eiffel Tower is in Paris.\nQuestion: Where is the Eiffel Tower?";

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather in a city",
        BinaryData.FromString("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"""));

    public static TheoryData<string> Providers => ["openai", "ollama", "anthropic", "embedded"];

    public static TheoryData<string> WithVectors => ["openai", "ollama", "embedded"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Chat(string provider)
    {
        var client = await ClientAsync(provider);

        ChatCompletion answer = await client.GetChatClient("default").CompleteChatAsync(Question);

        Assert.Contains("The Eiffel Tower is in Paris.", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Streamed_chat(string provider)
    {
        var client = await ClientAsync(provider);

        var updates = await client.GetChatClient("default").CompleteChatStreamingAsync(Question).ToListAsync();

        Assert.Contains("The Eiffel Tower is in Paris.", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)), StringComparison.Ordinal);
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Single(updates, update => update.FinishReason == ChatFinishReason.Stop);
        Assert.True(updates[^1].Usage.TotalTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_tool_call_round_trip(string provider)
    {
        var chat = (await ClientAsync(provider)).GetChatClient(provider == "embedded" ? "default" : "tool-caller");
        List<ChatMessage> messages = [new UserChatMessage("What is the weather in Paris?")];

        ChatCompletion asked = await chat.CompleteChatAsync(messages, new() { Tools = { Weather }, ToolChoice = ChatToolChoice.CreateRequiredChoice() });
        messages.AddRange([new AssistantChatMessage(asked), new ToolChatMessage(asked.ToolCalls.Single().Id, "It is 22 degrees in Paris.")]);
        ChatCompletion answered = await chat.CompleteChatAsync(messages, new() { Tools = { Weather } });

        Assert.Equal((ChatFinishReason.ToolCalls, "get_weather"), (asked.FinishReason, asked.ToolCalls[0].FunctionName));
        Assert.Contains("22", answered.Content[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Output_by_a_JSON_schema(string provider)
    {
        var client = await ClientAsync(provider);
        var format = ChatResponseFormat.CreateJsonSchemaFormat("place",
            BinaryData.FromString("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false}"""), jsonSchemaIsStrict: true);

        ChatCompletion answer = await client.GetChatClient("default").CompleteChatAsync([new UserChatMessage(Question)], new() { ResponseFormat = format });

        Assert.Equal(JsonValueKind.String, JsonElement.Parse(answer.Content[0].Text).GetProperty("city").ValueKind);
    }

    [Theory]
    [MemberData(nameof(WithVectors))]
    public async Task Embeddings(string provider)
    {
        var client = await ClientAsync(provider);
        var model = provider switch { "openai" => "text-embedding-3-small", "ollama" => "nomic-embed-text:latest", _ => "hash-embedding" };

        var answer = (await client.GetEmbeddingClient(model).GenerateEmbeddingsAsync(["one text", "another"])).Value;

        Assert.Equal(2, answer.Count);
        Assert.All(answer, embedding => Assert.InRange(embedding.ToFloats().ToArray().Sum(number => number * number), 0.99f, 1.01f));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Models(string provider)
    {
        var models = (await ClientAsync(provider)).GetOpenAIModelClient();

        var all = (await models.GetModelsAsync()).Value;
        var one = (await models.GetModelAsync(all[^1].Id)).Value;

        Assert.Contains(all, model => model.Id == "default");
        Assert.Equal((all[^1].Id, all[^1].OwnedBy), (one.Id, one.OwnedBy));
    }

    [Fact]
    public async Task Errors_are_its_own_exceptions_with_status_and_message()
    {
        var hosted = (await ClientAsync("embedded")).GetChatClient("extractive");
        var forwarded = (await ClientAsync("openai")).GetChatClient("fault-429");

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => hosted.CompleteChatAsync([new UserChatMessage("Hi")], new() { Temperature = 5 }));
        var limited = await Assert.ThrowsAsync<ClientResultException>(() => forwarded.CompleteChatAsync(Question));

        Assert.Equal(400, refused.Status);
        Assert.Contains("'temperature' must be between 0 and 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(429, limited.Status);
    }

    private Task<OpenAIClient> ClientAsync(string provider) => fixture.SdkAsync(fixture.SetupOf(provider, ModelsOf(provider)));

    private static string[] ModelsOf(string provider) => provider switch
    {
        "openai" => ["gpt-4o", "tool-caller", "text-embedding-3-small", "fault-429"],
        "ollama" => ["llama3.2:latest", "tool-caller", "nomic-embed-text:latest"],
        _ => ["claude-sonnet-4-5", "tool-caller"],
    };
}
