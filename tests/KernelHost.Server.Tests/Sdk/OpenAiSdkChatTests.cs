#pragma warning disable OPENAI001 // the SDK calls reasoning effort experimental

using KernelHost.Upstream;
using OpenAI.Chat;

namespace KernelHost.Server.Tests.Sdk;

/// <summary>The further parts of a chat by OpenAI's own .NET client: parallel calls in a stream, images, reasoning, log probabilities, counts.</summary>
public sealed class OpenAiSdkChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static readonly ChatTool[] Tools = [Tool("get_weather", "city"), Tool("get_time", "zone")];

    public static TheoryData<string> ModelServers => ["openai", "ollama", "anthropic"];

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Parallel_calls_in_a_stream_keep_index_id_and_name_apart(string provider)
    {
        var chat = await ChatAsync(provider, "tools-caller");

        var updates = await chat.CompleteChatStreamingAsync([new UserChatMessage("Weather and time?")], new() { Tools = { Tools[0], Tools[1] } }).ToListAsync();
        var pieces = updates.SelectMany(update => update.ToolCallUpdates).ToList();
        var named = pieces.Where(piece => piece.FunctionName is not null).ToList();

        Assert.Equal([(0, "get_weather"), (1, "get_time")], named.Select(piece => (piece.Index, piece.FunctionName)));
        Assert.Equal(2, named.Select(piece => piece.ToolCallId).Distinct().Count());
        Assert.Equal("""{"zone":"zone"}""", string.Concat(pieces.Where(piece => piece.Index == 1).Select(piece => piece.FunctionArgumentsUpdate)));
        Assert.Single(updates, update => update.FinishReason == ChatFinishReason.ToolCalls);
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task Results_of_parallel_calls_are_taken_together(string provider)
    {
        var chat = await ChatAsync(provider, "tools-caller");
        var options = new ChatCompletionOptions { Tools = { Tools[0], Tools[1] } };
        List<ChatMessage> messages = [new UserChatMessage("Weather and time?")];

        ChatCompletion asked = await chat.CompleteChatAsync(messages, options);
        messages.Add(new AssistantChatMessage(asked));
        messages.AddRange(asked.ToolCalls.Select(call => new ToolChatMessage(call.Id, $"{call.FunctionName} done")));
        ChatCompletion answered = await chat.CompleteChatAsync(messages, options);

        Assert.EndsWith("get_weather done, get_time done", answered.Content[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task An_image(string provider)
    {
        var chat = await ChatAsync(provider, "seer");
        var image = ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(Png)), "image/png", ChatImageDetailLevel.Low);

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is this?"), image)]);

        Assert.Equal("seer: What is this? [images: 1]", answer.Content[0].Text);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task Log_probabilities(string provider)
    {
        var chat = await ChatAsync(provider, "gambler");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("Hi")], new() { IncludeLogProbabilities = true, TopLogProbabilityCount = 1 });

        Assert.Equal(answer.Content[0].Text, string.Concat(answer.ContentTokenLogProbabilities.Select(token => token.Token)));
    }

    [Theory]
    [MemberData(nameof(ModelServers))]
    public async Task A_length_limit_is_told(string provider)
    {
        var chat = await ChatAsync(provider, "brief");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("One two three")], new() { MaxOutputTokenCount = 2 });

        Assert.Equal(("brief: One", ChatFinishReason.Length), (answer.Content[0].Text, answer.FinishReason));
    }

    [Fact]
    public async Task The_details_of_usage_and_reasoning_effort()
    {
        fixture.Upstream.Script("claude-opus-4-6", new Answer { Text = "Hi.", Thinking = "They greet.", Usage = new(10, 5) { CacheRead = 90, Thinking = 3 } });
        var chat = await ChatAsync("anthropic", "claude-opus-4-6");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("Hi")], new() { ReasoningEffortLevel = ChatReasoningEffortLevel.Low });

        Assert.Equal((100, 90, 3), (answer.Usage.InputTokenCount, answer.Usage.InputTokenDetails.CachedTokenCount, answer.Usage.OutputTokenDetails.ReasoningTokenCount));
    }

    private static ChatTool Tool(string name, string argument) => ChatTool.CreateFunctionTool(name, name, BinaryData.FromString(
        $$$"""{"type": "object", "properties": {"{{{argument}}}": {"type": "string"}}, "required": ["{{{argument}}}"]}"""));

    private async Task<ChatClient> ChatAsync(string provider, string model) => (await fixture.SdkAsync(fixture.SetupOf(provider, model))).GetChatClient(model);
}
