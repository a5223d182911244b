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
