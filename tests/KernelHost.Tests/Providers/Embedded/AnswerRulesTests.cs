using KernelHost.Providers.Embedded;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class AnswerRulesTests
{
    [Theory]
    [InlineData("Say hello", "Hello!")]
    [InlineData("hi there", "Hello!")]
    [InlineData("What is the capital of France?", "What is the capital of France?")]
    public async Task A_short_message_gets_an_honest_reply(string message, string part)
    {
        var answer = await Embedded.AskAsync(message);

        Assert.Contains(part, answer, StringComparison.Ordinal);
        Assert.Contains("not a language model", answer, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Classify the text. Answer with one of: positive, negative, neutral", "I love this phone, it is excellent", "positive")]
    [InlineData("Reply with only the label.\nLabels: billing, technical, other", "I was charged twice this month", "billing")]
    [InlineData("Reply with only the label.\nLabels: billing, technical, other", "Zebras run", "other")]
    [InlineData("Choose one of \"sports\", \"politics\" or \"science\".", "The minister lost the vote in parliament", "politics")]
    [InlineData("Pick a category.\nCategories: [\"food\", \"travel\"]", "Which airport is the flight from?", "travel")]
    [InlineData("Classify the message into one of these categories:\n- refund: wants money back\n- praise: says thanks", "Give me my money back", "refund")]
    public async Task Chooses_among_listed_options(string system, string text, string expected) =>
        Assert.Equal(expected, await Embedded.AskAsync(text, system));

    [Theory]
    [InlineData("Please draw me a cat", "yes")]
    [InlineData("What time is it in Rome", "no")]
    public async Task Answers_yes_or_no_when_asked_to(string message, string expected) =>
        Assert.Equal(expected, await Embedded.AskAsync($"Does the message ask for an image? Answer yes or no.\nMessage: {message}"));

    [Fact]
    public async Task A_mention_of_one_of_several_is_no_choice() =>
        Assert.Contains("not a language model", await Embedded.AskAsync("I went with one of my friends, Tom, to the zoo."), StringComparison.Ordinal);

    [Theory]
    [InlineData("Conversation:\nUser: Who founded Microsoft?\nAssistant: Bill Gates did.\n\nQuestion: When was he born?")]
    [InlineData("<history>\nHuman: Who founded Microsoft?\nAI: Bill Gates did.\n</history>\n<question>When was he born?</question>")]
    [InlineData("Chat History:\nuser: Who founded Microsoft?\nassistant: Bill Gates did.\nFollow Up Input: When was he born?\nStandalone question:")]
    [InlineData("### History\nHistory:\n- User: Who founded Microsoft?\n- Assistant: Bill Gates did.\n\n**Query:** When was he born?")]
    public async Task Rewrites_a_question_with_the_conversation_in_the_prompt(string message) =>
        Assert.Equal("When was Bill Gates born?", await Embedded.AskAsync(message, "Rewrite the question so that it is self-contained."));

    [Fact]
    public async Task Rewrites_a_question_with_the_conversation_in_the_messages()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Rewrite the last question as a standalone query."),
            new(ChatRole.User, "What is the population of Paris?"),
            new(ChatRole.Assistant, "About 2.1 million."),
            new(ChatRole.User, "What about Berlin?"),
        ];

        Assert.Equal("What is the population of Berlin?", (await Embedded.Client().GetResponseAsync(messages)).Text);
    }

    [Fact]
    public async Task Gives_as_many_other_queries_as_asked_for()
    {
        var answer = await Embedded.AskAsync("how do I reset my password", "Generate 4 alternative search queries for the user's query, one per line.");

        Assert.Equal(4, answer.Split('\n').Distinct().Count());
        Assert.All(answer.Split('\n'), query => Assert.Contains("password", query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1] The museum opens at nine. It closes on Mondays.\n[2] Tickets cost twelve euros.", "How much do tickets cost?", "Tickets cost twelve euros. [2]")]
    [InlineData("Source: hours.md\nThe museum opens at nine.\nSource: prices.md\nTickets cost twelve euros.", "How much do tickets cost?", "Tickets cost twelve euros. (prices.md)")]
    [InlineData("The museum opens at nine. Tickets cost twelve euros.", "How much do tickets cost?", "Tickets cost twelve euros.")]
    [InlineData("The museum opens at nine.", "Who is the president?", "The given text does not say.")]
    public async Task Answers_from_passages_and_says_from_which(string passages, string question, string expected) =>
        Assert.Equal(expected, await Embedded.AskAsync($"Context:\n{passages}\n\nQuestion: {question}", "Answer from the context only."));

    [Theory]
    [InlineData("# Fines\n\nA late book costs one euro a day.", "What does a late book cost?", "A late book costs one euro a day. [1]")]
    [InlineData("Choose one label. Labels: Low, Normal, Urgent\nA late book costs one euro.", "What does a late book cost?", "A late book costs one euro. [1]")]
    [InlineData("Question: Why?\nRewrite the question so that it is self-contained.\nA late book costs one euro.", "What does a late book cost?", "A late book costs one euro. [1]")]
    [InlineData("Which plugins come with the host? One of a, b or c.\nThree come with the host.", "Which plugins come?", "Which plugins come with the host? [1]")]
    [InlineData("Pick one, answer yes or no.", "What does a late book cost?", "The given text does not say.")]
    public async Task What_stands_in_passages_is_no_task(string passage, string question, string expected) =>
        Assert.Equal(expected, await Embedded.AskAsync(RagPrompt.Fill(null, RagPrompt.Context([Hit(passage)]), question)));

    [Fact]
    public async Task Passages_in_elements_are_cited_by_their_numbers() => Assert.Equal(
        "The museum closes on Mondays. [2]",
        await Embedded.AskAsync(RagPrompt.Fill(null, RagPrompt.Context([Hit("# Shop\n\nThe shop sells books."), Hit("# Hours\n\nThe museum closes on Mondays.")]), "When does the museum close?")));

    [Fact]
    public async Task A_follow_up_is_answered_by_what_it_is_about()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.User, "When does the museum open?"),
            new(ChatRole.Assistant, "At nine."),
            new(ChatRole.User, RagPrompt.Fill(null, RagPrompt.Context([Hit("The library closes at six.\nThe museum closes at five.")]), "And when does it close?")),
        ];

        Assert.StartsWith("The museum closes at five. [1]", (await Embedded.Client("extractive-mini").GetResponseAsync(messages)).Text, StringComparison.Ordinal);
    }

    private static KnowledgeHit Hit(string text) => new("handbook", "1", "a.md", 0, 0, text, 1);

    [Fact]
    public async Task Gives_the_gist_of_a_long_text_in_its_own_order()
    {
        var text = "Rivers carry water to the sea. Some people like boats. Dams hold the water of rivers back. It was late. "
            + "Water in rivers drives mills and turbines. A dog barked at the moon that night. Nobody knows the reason for that, or cared to ask about it.";

        Assert.Equal("Rivers carry water to the sea. Dams hold the water of rivers back. Water in rivers drives mills and turbines.", await Embedded.AskAsync(text));
    }

    [Fact]
    public async Task The_mini_model_answers_with_one_sentence()
    {
        const string message = "Context: Cats sleep in the day. Cats hunt mice at night. Cats like fish.\nQuestion: What do cats do?";

        Assert.Equal("Cats sleep in the day.", await Embedded.AskAsync(message, model: EmbeddedProvider.ExtractiveMini));
        Assert.StartsWith("Cats sleep in the day. Cats", await Embedded.AskAsync(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fills_the_json_that_an_example_shows() => Assert.Equal(
        """{"title":"How do I bake a Cake"}""",
        await Embedded.AskAsync("### Task:\nGenerate a title.\n### Output:\nJSON format: { \"title\": \"your title here\" }\n<chat_history>\nUSER: How do I bake a Cake?\nASSISTANT: Mix flour and eggs.\n</chat_history>"));
}
