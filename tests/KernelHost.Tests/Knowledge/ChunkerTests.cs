using System.Text;
using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Text;

namespace KernelHost.Tests.Knowledge;

public class ChunkerTests
{
    [Fact]
    public void A_heading_begins_a_chunk_that_knows_where_it_stands()
    {
        var chunks = Cut("# Guide\n\nIntro.\n\n## Install\n\nRun it.\n\n### Linux\n\nAs root.\n\n## Use\n\nClick.\n", new());
        Assert.Equal(["Guide", "Guide › Install", "Guide › Install › Linux", "Guide › Use"], chunks.Select(chunk => chunk.Heading));
        Assert.Equal("## Install\n\nRun it.", chunks[1].Text);
    }

    [Fact]
    public void Headings_alone_share_a_chunk_with_what_follows() =>
        Assert.Equal(["# Guide\n\n## Install\n\nRun it."], Cut("# Guide\n\n## Install\n\nRun it.", new()).Select(chunk => chunk.Text));

    [Fact]
    public void Blocks_stay_whole_where_they_fit()
    {
        var list = string.Join('\n', Enumerable.Range(1, 8).Select(number => $"- point number {number}"));
        var chunks = Cut($"{new string('a', 100)}\n\n{list}\n\n{new string('b', 100)}", new(60, 0));
        Assert.Contains(chunks, chunk => chunk.Text.Contains(list, StringComparison.Ordinal));
    }

    [Fact]
    public void A_chunk_repeats_the_end_of_the_one_before_from_the_beginning_of_a_sentence()
    {
        var text = string.Join(' ', Enumerable.Range(1, 40).Select(number => $"This is sentence {number}."));
        var chunks = Cut(text, new(64, 16));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair =>
        {
            Assert.InRange(pair.Second.Start, pair.First.Start + 1, pair.First.End - 1);
            Assert.StartsWith("This is", pair.Second.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Without_structure_only_length_counts()
    {
        var chunks = Cut("# A\n\none\n\n# B\n\ntwo", new(ByStructure: false));
        Assert.Equal(["# A\n\none\n\n# B\n\ntwo"], chunks.Select(chunk => chunk.Text));
    }

    [Fact]
    public void A_script_without_spaces_has_a_token_for_each_character()
    {
        var text = string.Concat(Enumerable.Repeat("这是一个句子。", 40));
        Assert.All(Cut(text, new(64, 8)), chunk => Assert.InRange(chunk.Text.Length, 1, 64));
    }

    [Fact]
    public void An_empty_document_has_no_chunks() => Assert.Empty(Cut(" \n\n ", new()));

    [Theory]
    [InlineData(ContentTypes.Plain)]
    [InlineData(ContentTypes.Markdown)]
    [InlineData(ContentTypes.Html)]
    public void Chunks_cover_the_text_keep_to_their_bounds_and_stand_where_they_say(string type)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var text = TextExtractor.Extract(type, RandomText(random, type));
            var most = random.Next(ChunkingSettings.Least, 200);
            var settings = new ChunkingSettings(most, random.Next(most / 2), random.Next(4) > 0);
            var chunks = Chunker.Cut(text, settings);
            Assert.True(Holds(text, settings, chunks) is not { } wrong || Fail(wrong, seed, round));
        }
    }

    private static bool Fail(string wrong, int seed, int round) => throw new InvalidOperationException($"{wrong} (seed {seed}, round {round})");

    private static string? Holds(ExtractedText text, ChunkingSettings settings, IReadOnlyList<Chunk> chunks)
    {
        var covered = new bool[text.Text.Length];
        var measure = new TokenMeasure(text.Text);
        foreach (var (index, chunk) in chunks.Index())
        {
            if (chunk.Number != index || text.Text.Substring(chunk.Start, chunk.Text.Length) != chunk.Text)
                return "A chunk is not where it says";
            if (measure.Of(chunk.Start, chunk.End) > settings.MaxTokens * TokenMeasure.Quarters)
                return "A chunk is too long";
            if (char.IsLowSurrogate(chunk.Text[0]) || char.IsHighSurrogate(chunk.Text[^1]))
                return "A chunk cuts a character";
            if (index > 0 && measure.Of(chunk.Start, Math.Max(chunk.Start, chunks[index - 1].End)) > settings.OverlapTokens * TokenMeasure.Quarters)
                return "Two chunks overlap too much";
            Array.Fill(covered, true, chunk.Start, chunk.Text.Length);
        }

        return Enumerable.Range(0, covered.Length).All(at => covered[at] || char.IsWhiteSpace(text.Text[at])) ? null : "Something is in no chunk";
    }

    private static string RandomText(Random random, string type)
    {
        string[] words = ["kernel", "a", "host.", "Why?", "über", "数据库。", "🙂🙂", new('x', 700), "end.\n", "\n\n", "|", "- item\n", "* ", "`code`", "```\n", "> quote\n", "# Heading\n", "### Deep\n", "1. one\n", "    code\n", "[a](b)", "[ref]: http://x.example\n"];
        string[] tags = ["<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<h2>", "</h2>", "<pre>", "</pre>", "<table><tr><td>", "</table>", "<br>", "<b>"];
        var text = new StringBuilder();
        for (var count = random.Next(400); count > 0; count--)
        {
            text.Append(type == ContentTypes.Html && random.Next(4) == 0 ? tags[random.Next(tags.Length)] : words[random.Next(words.Length)]).Append(random.Next(8) == 0 ? "" : " ");
        }

        return text.ToString();
    }

    private static IReadOnlyList<Chunk> Cut(string markdown, ChunkingSettings settings) => Chunker.Cut(TextExtractor.Extract(ContentTypes.Markdown, markdown), settings);
}
