using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class TextTests
{
    [Theory]
    [InlineData("Mr. Smith paid 3.5 euros. He left!", "Mr. Smith paid 3.5 euros.|He left!")]
    [InlineData("He said \"Stop.\" Then he ran", "He said \"Stop.\"|Then he ran")]
    [InlineData("- one\n- two\n", "- one|- two")]
    [InlineData("今日は。元気？", "今日は。|元気？")]
    [InlineData("J. S. Bach, e.g. a fugue... Yes", "J. S. Bach, e.g. a fugue...|Yes")]
    [InlineData("", "")]
    public void Splits_sentences(string text, string expected) => Assert.Equal(expected, string.Join('|', Sentences.Of(text)));

    [Theory]
    [InlineData("# Fines\n\nOne euro\na day.", "One euro|a day.")]
    [InlineData("A line that is as long as this one was wrapped at the page's\nend, and goes on.", "A line that is as long as this one was wrapped at the page's end, and goes on.")]
    [InlineData("* **One** of [two](a.md)\n2. two", "One of two|two")]
    [InlineData("| setting | default |\n|---|---|\n| `Idle` | 30 s |", "setting, default|`Idle`, 30 s")]
    [InlineData("30 s | how long |", "30 s, how long")]
    [InlineData("Run it:\n```sh\nls\n```\nDone.", "Run it:|Done.")]
    [InlineData("```sh\nls\n```", "```sh|ls|```")]
    [InlineData("", "")]
    public void Reads_what_Markdown_says(string markdown, string expected) => Assert.Equal(expected, Prose.Of(markdown).Replace('\n', '|'));

    [Theory]
    [InlineData("Zappa's band, don't stop", "zappa's band don't stop")]
    [InlineData("ÜBER-Größe 42", "über größe 42")]
    [InlineData("東京 is big", "東 京 is big")]
    public void Finds_words_of_any_script(string text, string expected) => Assert.Equal(expected, string.Join(' ', Words.Of(text)));

    [Theory]
    [InlineData("rewriting", "rewrite")]
    [InlineData("queries", "query")]
    [InlineData("stopped", "stop")]
    [InlineData("images", "image")]
    public void Words_of_one_stem_meet(string a, string b) => Assert.Equal(Words.Stem(b), Words.Stem(a));

    [Theory]
    [InlineData("hello", 1)]
    [InlineData("a b c", 3)]
    [InlineData("internationalisation", 4)]
    [InlineData("東京", 2)]
    [InlineData("  ", 0)]
    public void Estimates_tokens(string text, int expected) => Assert.Equal(expected, TextPieces.CountTokens(text));

    [Theory]
    [InlineData("The old House of Cards was seen by Lea Salonga in New York", "House of Cards|Lea Salonga|New York")]
    [InlineData("What did Zappa's band do?", "Zappa")]
    public void Finds_names(string text, string expected) => Assert.Equal(expected, string.Join('|', ProperNames.Of(text).Where(name => name != "The")));
}
