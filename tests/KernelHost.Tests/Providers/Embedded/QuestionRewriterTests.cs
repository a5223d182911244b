using KernelHost.Providers.Embedded.Rewriting;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class QuestionRewriterTests
{
    private static readonly string[] Microsoft = ["Who founded Microsoft?", "Bill Gates and Paul Allen founded Microsoft in 1975."];
    private static readonly string[] Zappa = ["Frank Zappa", "Disbandment", "What group disbanded?", "He disbanded Zappa and the Mothers of Invention", "Why did he do that?", "I don't know."];

    [Theory]
    [InlineData("Where was he born?", "Where was Bill Gates born?")]
    [InlineData("When did it go public?", "When did Microsoft go public?")]
    [InlineData("Did they stay friends?", "Did Bill Gates and Paul Allen stay friends?")]
    [InlineData("What was his first product?", "What was Bill Gates's first product?")]
    [InlineData("What about Apple?", "Who founded Apple?")]
    public void Resolves_what_a_person_a_thing_and_a_pair_are_called(string question, string expected) =>
        Assert.Equal(expected, Rewrite(question, Microsoft));

    [Theory]
    [InlineData("When did they disband?", "When did Zappa and the Mothers of Invention disband?")]
    [InlineData("Where was he born?", "Where was Frank Zappa born?")]
    [InlineData("What did Zappa study?", "What did Frank Zappa study?")]
    [InlineData("What happened in 1969?", "What happened to Frank Zappa in 1969?")]
    [InlineData("Were there any hits?", "Were there any hits (Frank Zappa)?")]
    [InlineData("Are there any other aspects of the article?", "Are there any other aspects of the article about Frank Zappa?")]
    public void Stays_with_the_heading(string question, string expected) => Assert.Equal(expected, Rewrite(question, Zappa));

    [Theory]
    [InlineData("Why?", "Why did Napoleon leave Elba?")]
    [InlineData("And where?", "where did Napoleon leave Elba?")]
    [InlineData("What about Corsica?", "When did Napoleon leave Corsica?")]
    public void Completes_a_question_that_leaves_its_sentence_out(string question, string expected) =>
        Assert.Equal(expected, Rewrite(question, "When did Napoleon leave Elba?", "In 1815."));

    [Fact]
    public void A_pronoun_of_the_other_gender_is_somebody_else() => Assert.Equal(
        "Where did Mary Smith live?",
        Rewrite("Where did she live?", "John Brown", "Whom did he marry?", "In 1920 he married Mary Smith."));

    [Fact]
    public void That_album_gets_its_name() => Assert.Equal(
        "Did King Crimson tour with the album In the Court?",
        Rewrite("Did they tour with that album?", "King Crimson", "What came first?", "Their debut was \"In the Court\"."));

    [Fact]
    public void There_becomes_the_place() => Assert.Equal(
        "What did Ada Lovelace do in London?",
        Rewrite("What did she do there?", "Where did Ada Lovelace go?", "Ada Lovelace moved to London."));

    [Fact]
    public void A_thing_without_a_name_is_found_in_the_question_about_it() => Assert.Equal(
        "who offers a mortgage?", Rewrite("who offers it?", "What is a mortgage?", "It is a loan."));

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("")]
    [InlineData("?")]
    public void A_question_without_a_conversation_stays(string question) => Assert.Equal(question, Rewrite(question));

    [Fact]
    public void A_question_that_stands_alone_stays() =>
        Assert.Equal("Who wrote Hamlet?", Rewrite("Who wrote Hamlet?", "What is a sonnet?", "A poem of fourteen lines."));

    private static string Rewrite(string question, params string[] history) => QuestionRewriter.Rewrite(question, Conversation.Of(history));
}
