using KernelHost.Providers.Embedded;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class EmbeddedChatClientTests
{
    private static readonly AIFunction Weather = AIFunctionFactory.Create((string city, int days) => "", "get_weather", "Weather forecast of a city");
    private static readonly AIFunction Mail = AIFunctionFactory.Create((string recipient) => "", "send_mail", "Sends a mail");

    public static TheoryData<string> OddInput => new(
        "", " ", "\0", "???", "\"", "{", "[1]", "Question:", "Labels:", "Labels: a", "\ud800", "\udc00 x", "Context:\nQuestion:", "<history>", "🙂🙂", "السلام عليكم", "東京はどこですか？",
        "```json\n{\n```", "$ref", new string('a', 100_000), new string('(', 20_000), string.Concat(Enumerable.Repeat("Labels: a, b\n", 5_000)), string.Concat(Enumerable.Repeat("\"A and B ", 10_000)),
        string.Concat(Enumerable.Repeat("Aa Bb ", 10_000)), new string(' ', 50_000) + "x", "User" + new string(' ', 50_000), string.Concat(Enumerable.Repeat("a-a.", 10_000)), string.Concat(Enumerable.Repeat("1 ", 20_000)), new string('{', 30_000), new string('"', 40_000), string.Concat(Enumerable.Repeat("A.", 20_000)),
        string.Concat(Enumerable.Repeat("<passages>", 4_000)), $"<passages>{string.Concat(Enumerable.Repeat("<passage number=\"1\">\n", 1_800))}</passages>", $"<passages>{new string('|', 20_000)}{new string('[', 10_000)}</passages>\nWhy?",
        $"Rewrite the question.\nConversation:\nUser: {string.Concat(Enumerable.Repeat("the a, b and ", 2_000))}?\nAssistant: {string.Concat(Enumerable.Repeat("a b c d, ", 2_000))}\nQuestion: And the second one?");

    [Theory]
    [MemberData(nameof(OddInput))]
    public async Task Streams_exactly_what_it_answers_whatever_the_input(string input)
    {
        foreach (var system in new[] { null, "Rewrite the question.", "Choose one of the options.", "Answer in JSON. {\"a\": 1}", "Context:" + input })
        {
            ChatMessage[] messages = [new(ChatRole.System, system), new(ChatRole.User, "First?"), new(ChatRole.Assistant, input), new(ChatRole.User, input)];
            var answer = await Embedded.Client().GetResponseAsync(messages);
            var stream = await Embedded.Client().GetStreamingResponseAsync(messages).ToChatResponseAsync();

            Assert.Equal(answer.Text, stream.Text);
            Assert.Equal(answer.FinishReason, stream.FinishReason);
            Assert.Equal(answer.Usage!.TotalTokenCount, stream.Usage!.TotalTokenCount);
        }
    }

    [Fact]
    public async Task Streams_word_by_word()
    {
        var pieces = await Embedded.Client().GetStreamingResponseAsync("Say hello").Select(update => update.Text).Where(text => text.Length > 0).ToListAsync();

        Assert.Equal(["Hello!", " This", " is"], pieces.Take(3));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "Hello!")]
    [InlineData(3, "Hello! This is")]
    public async Task Stops_at_the_token_limit_and_says_so(int limit, string expected)
    {
        var response = await Embedded.Client().GetResponseAsync("Say hello", new ChatOptions { MaxOutputTokens = limit });

        Assert.Equal(expected, response.Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(limit, response.Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task Stops_before_a_stop_sequence()
    {
        var response = await Embedded.Client().GetResponseAsync("Say hello", new ChatOptions { StopSequences = ["embedded", "is Kernel"], MaxOutputTokens = 500 });

        Assert.Equal("Hello! This ", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task Reports_usage_that_adds_up()
    {
        var usage = (await Embedded.Client().GetResponseAsync("one two three")).Usage!;

        Assert.Equal(3, usage.InputTokenCount);
        Assert.Equal(usage.InputTokenCount + usage.OutputTokenCount, usage.TotalTokenCount);
    }

    [Fact]
    public async Task Never_calls_a_tool_that_is_not_required()
    {
        var response = await Embedded.Client().GetResponseAsync("What is the weather in Rome?", new ChatOptions { Tools = [Weather] });

        Assert.Empty(response.Messages[0].Contents.OfType<FunctionCallContent>());
    }

    [Fact]
    public async Task Calls_the_best_tool_when_one_is_required_with_arguments_from_the_text()
    {
        var response = await RequireAsync(ChatToolMode.RequireAny);

        var call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal(("get_weather", "Rome", "3"), (call.Name, call.Arguments!["city"]!.ToString(), call.Arguments["days"]!.ToString()));
    }

    [Fact]
    public async Task Calls_the_tool_that_is_asked_for_by_name()
    {
        var response = await RequireAsync(ChatToolMode.RequireSpecific("send_mail"));

        Assert.Equal("send_mail", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    [Fact]
    public async Task Gives_a_tool_the_whole_text_and_leaves_out_what_it_can_do_without()
    {
        const string Text = "The printer in room 12 prints every page twice. Nothing helped so far.";
        var summarise = AIFunctionFactory.Create((string text, int longest = 100) => text.Length + longest, "summarise");
        var response = await Embedded.Client().GetResponseAsync(
            Text, new ChatOptions { Tools = [summarise], ToolMode = ChatToolMode.RequireAny });

        var argument = Assert.Single(Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Arguments!);
        Assert.Equal(("text", Text), (argument.Key, argument.Value!.ToString()));
    }

    [Fact]
    public async Task Answers_from_a_tool_result_even_when_a_tool_is_required()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.User, "What is the weather in Rome?"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "get_weather")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "Sunny, 25 degrees")]),
        ];

        var response = await Embedded.Client().GetResponseAsync(messages, new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny });

        Assert.Equal("Sunny, 25 degrees", response.Text);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer()
    {
        var (first, second) = (await RequireAsync(ChatToolMode.RequireAny), await RequireAsync(ChatToolMode.RequireAny));

        Assert.Equal(first.ResponseId, second.ResponseId);
        Assert.Equal(first.Messages[0].Contents.OfType<FunctionCallContent>().Single().CallId, second.Messages[0].Contents.OfType<FunctionCallContent>().Single().CallId);
    }

    [Fact]
    public async Task A_cancelled_call_throws()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Embedded.Client().GetResponseAsync("hi", cancellationToken: cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Embedded.Client().GetStreamingResponseAsync("hi", cancellationToken: cancelled).ToListAsync());
    }

    [Fact]
    public void Says_what_it_is()
    {
        var metadata = Embedded.Client().GetService<ChatClientMetadata>()!;

        Assert.Equal(("embedded", EmbeddedProvider.Extractive), (metadata.ProviderName, metadata.DefaultModelId));
    }

    private static Task<ChatResponse> RequireAsync(ChatToolMode mode) => Embedded.Client().GetResponseAsync(
        "What is the weather in Rome for 3 days?", new ChatOptions { Tools = [Mail, Weather], ToolMode = mode });
}
