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
    [InlineData("When does the museum open?", "The museum opens at nine.", "And when does it close?", "And when does the museum close?")]
    [InlineData("When does the Alder Library open?", "The Alder Library opens at nine.", "And when does it close?", "And when does the Alder Library close?")]
    [InlineData("Where does the host keep the admin key?", "In data/admin-key.", "And who may read it?", "And who may read the admin key?")]
    [InlineData("Is the library open on Sundays?", "No.", "When does it open on Mondays?", "When does the library open on Mondays?")]
    [InlineData("What does a late book cost?", "One euro a day.", "It is paid how?", "A late book is paid how?")]
    [InlineData("What is the population of Paris?", "About 2.1 million.", "How did it change?", "How did the population of Paris change?")]
    [InlineData("What is the best museum?", "Teylers Museum is.", "When does it open?", "When does Teylers Museum open?")]
    [InlineData("What does the library cost?", "Nothing.", "What about the museum?", "What does the museum cost?")]
    public void A_thing_without_a_name_keeps_its_article(string asked, string answer, string question, string expected) =>
        Assert.Equal(expected, Rewrite(question, asked, answer));

    [Theory]
    [InlineData("Which plugins are there?", "Three come with it: Rewriting, Classifier and Rubric.", "And the second one?", "And Classifier?")]
    [InlineData("Which plugins are there?", "1. Rewriting\n2. Classifier: sorts texts\n3. Rubric", "What does the third one do?", "What does Rubric do?")]
    [InlineData("Which plugins are there?", "1. Rewriting 2. Classifier 3. Rubric", "What about the last one?", "What about Rubric?")]
    [InlineData("Which rooms are there?", "The reading room and the music room.", "When does the second one open?", "When does the music room open?")]
    [InlineData("When does the first class start?", "At ten.", "And the second one?", "When does the second class start?")]
    [InlineData("When does the bus leave?", "At ten.", "And the second one?", "When does the second bus leave?")]
    [InlineData("Which rooms are there?", "The reading room and the music room.", "And the fifth one?", "And the fifth one?")]
    public void The_second_one_is_the_second_of_what_was_said(string asked, string answer, string question, string expected) =>
        Assert.Equal(expected, Rewrite(question, asked, answer));

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
