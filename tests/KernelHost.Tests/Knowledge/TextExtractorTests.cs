using KernelHost.Knowledge.Text;

namespace KernelHost.Tests.Knowledge;

public class TextExtractorTests
{
    [Fact]
    public void Plain_text_has_its_paragraphs_and_one_kind_of_line_end()
    {
        var text = TextExtractor.Extract(ContentTypes.Plain, "\uFEFFOne\r\nline two\r\n\r\n \r\nTwo\0\n");
        Assert.Equal("One\nline two\n\n \nTwo\uFFFD\n", text.Text);
        Assert.Equal(["One\nline two", "Two\uFFFD"], Parts(text));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_character() => Assert.Equal("a\uFFFDb", TextExtractor.Extract(ContentTypes.Plain, "a\uD800b").Text);

    [Fact]
    public void Markdown_stays_as_written_and_its_blocks_are_known()
    {
        var text = TextExtractor.Extract(ContentTypes.Markdown, "---\ntitle: \"Manual\"\n---\n# First *one* `x`\nPara\n\n- a\n- b\n\n```sh\nls\n\nls\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n[l]: http://x.example\n");
        Assert.Equal("Manual", text.Title);
        Assert.Equal(["# First *one* `x`", "Para", "- a\n- b", "```sh\nls\n\nls\n```", "|a|b|\n|-|-|\n|1|2|\n\n[l]: http://x.example"], Parts(text));
        Assert.Equal([BlockKind.Heading, BlockKind.Paragraph, BlockKind.List, BlockKind.Code, BlockKind.Paragraph], text.Blocks.Select(block => block.Kind));
        Assert.Equal(("First one x", 1), (text.Blocks[0].Label, text.Blocks[0].Level));
    }

    [Fact]
    public void Of_a_page_only_its_words_remain()
    {
        var text = TextExtractor.Extract(ContentTypes.Html, """
            <html><head><title>Opening times</title><style>p{}</style></head><body><nav>Home</nav><h1>We are <b>open</b></h1><p>Every   day,
            also <i>today</i>.<br>Until ten.</p><script>alert(1)</script><ul><li>Mon</li><li>Tue<ul><li>late</li></ul></li></ul>
            <table><tr><th>Day</th><th>Hour</th></tr><tr><td>Mon</td><td>9</td></tr></table><pre>a
              b</pre><div hidden>secret</div>bare <em>text</em><footer>Imprint</footer></body></html>
            """);
        Assert.Equal("Opening times", text.Title);
        Assert.Equal(["We are open", "Every day, also today.\nUntil ten.", "- Mon\n- Tue\n  - late", "Day | Hour\nMon | 9", "a\n  b", "bare text"], Parts(text));
    }

    [Fact]
    public void A_page_may_be_nested_as_deeply_as_its_author_likes()
    {
        var text = TextExtractor.Extract(ContentTypes.Html, string.Concat(Enumerable.Repeat("<div>", 3_000)) + "deep");
        Assert.Equal("deep", text.Text);
    }

    [Fact]
    public void Markdown_nested_beyond_reason_is_refused_or_read() =>
        Assert.Null(Record.Exception(() => Try(() => TextExtractor.Extract(ContentTypes.Markdown, new string('>', 20_000) + "deep"))));

    [Fact]
    public void A_page_of_nothing_but_open_elements_is_refused() =>
        Assert.Throws<UnreadableDocumentException>(() => TextExtractor.Extract(ContentTypes.Html, string.Concat(Enumerable.Repeat("<div>", 200_000))));

    [Fact]
    public void Marks_that_never_close_cost_no_more_than_words() =>
        Assert.Single(TextExtractor.Extract(ContentTypes.Markdown, string.Concat(Enumerable.Repeat("![a](", 200_000))).Blocks);

    [Theory]
    [InlineData("## A `b` *c* __d__ [e](http://x.example) ##", "A b c d e")]
    [InlineData("Under\n=====", "Under")]
    [InlineData("# snake_case_name", "snake_case_name")]
    public void A_headings_label_is_its_words(string markdown, string label) => Assert.Equal(label, TextExtractor.Extract(ContentTypes.Markdown, markdown).Blocks[0].Label);

    [Theory]
    [InlineData(null, "a.md", ContentTypes.Markdown)]
    [InlineData("application/octet-stream", "a.HTM", ContentTypes.Html)]
    [InlineData("text/plain; charset=utf-8", "notes.md", ContentTypes.Markdown)]
    [InlineData("text/plain", "notes", ContentTypes.Plain)]
    [InlineData("text/html", "notes.txt", ContentTypes.Html)]
    [InlineData("application/pdf", "notes.md", null)]
    [InlineData(null, "notes.pdf", null)]
    public void The_kind_is_what_is_stated_or_what_the_name_ends_with(string? stated, string name, string? expected) => Assert.Equal(expected, ContentTypes.Of(stated, name));

    private static IEnumerable<string> Parts(ExtractedText text) => text.Blocks.Select(block => text.Text.Substring(block.Start, block.Length));

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (UnreadableDocumentException)
        {
            // It says so: that is what is asked of it.
        }
    }
}
