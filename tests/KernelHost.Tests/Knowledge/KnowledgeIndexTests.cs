using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Indexing;
using KernelHost.Knowledge.Search;
using KernelHost.Knowledge.Text;

namespace KernelHost.Tests.Knowledge;

public sealed class KnowledgeIndexTests : IDisposable
{
    private const string Model = "fake/letters";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("knowledge");
    private readonly LetterEmbedder _embedder = new();
    private KnowledgeIndex _index;

    public KnowledgeIndexTests() => _index = Open();

    public void Dispose()
    {
        _index.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_document_is_found_by_words_by_likeness_and_by_both()
    {
        await PutAsync("a.md", "# Opening times\n\nThe library opens at nine.");
        await PutAsync("b.md", "# Fines\n\nA late book costs money.");

        Assert.Equal("a.md", Search("when does the library open")[0].Document);
        Assert.Equal("b.md", Search("a late book costs money", vectors: true, words: false)[0].Document);
        var hit = Search("library opens", vectors: true)[0];
        Assert.Equal(("a.md", 0, 0, "Opening times"), (hit.Document, hit.Number, hit.Start, hit.Heading));
        Assert.True(hit is { Lexical: > 0, Vector: > 0 });
    }

    [Fact]
    public void What_is_not_indexed_yet_is_not_found()
    {
        Put("a.txt", "hidden words");
        Assert.Empty(Search("hidden"));
        Assert.Equal(DocumentStatus.Indexing, Document("a.txt").Status);
    }

    [Fact]
    public async Task A_document_of_the_same_name_takes_the_place_of_the_one_before()
    {
        await PutAsync("a.txt", "first edition");
        var id = Document("a.txt").Id;
        Put("a.txt", "second edition");
        Assert.Equal("first edition", Search("edition").Single().Text);

        await RunAsync();
        Assert.Equal("second edition", Search("edition", vectors: true).Single().Text);
        Assert.Equal(id, Document("a.txt").Id);
        Assert.Empty(Search("first"));
    }

    [Fact]
    public async Task A_removed_document_is_found_by_nothing()
    {
        await PutAsync("a.txt", "one thing");
        Assert.True(_index.Remove(Document("a.txt").Id));
        Assert.Empty(Search("thing", vectors: true));
        Assert.False(_index.Remove("no such"));
        Assert.Equal(new KnowledgeTotals(0, 0, 0, 0), _index.Totals());
    }

    [Fact]
    public async Task What_is_removed_gives_its_room_back()
    {
        await PutAsync("keep.txt", "kept words");
        var before = Size();
        await PutAsync("long.txt", Paragraphs(400));
        var vectors = _index.Serving.NextSlot;
        Assert.True(Size() > before + 100_000);

        _index.Remove(Document("long.txt").Id);
        Assert.True(Size(".db") < before, $"{Size(".db")} of {before}");
        Reopen();
        await PutAsync("again.txt", Paragraphs(300));
        Assert.Equal(vectors, Math.Max(vectors, _index.Serving.NextSlot));
        Assert.Equal("again.txt", Search("paragraph", vectors: true)[0].Document);

        long Size(string end = "") => _folder.GetFiles($"kb.*{end}").Sum(file => new FileInfo(file.FullName).Length);
    }

    [Fact]
    public async Task A_run_that_breaks_off_embeds_nothing_twice()
    {
        Put("long.txt", Paragraphs(200));
        _embedder.FailAfter = 130;
        await Assert.ThrowsAsync<EmbeddingException>(RunAsync);
        Assert.Empty(Search("paragraph", vectors: true));
        var before = _embedder.Texts.Count;
        Assert.Equal(128, before);

        _embedder.FailAfter = null;
        Reopen();
        await RunAsync();
        Assert.Equal(_embedder.Texts.Count, _embedder.Texts.Distinct().Count());
        Assert.Equal(_index.Totals().Chunks, _embedder.Texts.Count);
        Assert.NotEmpty(Search("paragraph"));
    }

    [Fact]
    public async Task A_text_that_the_model_refuses_fails_alone_and_what_was_there_goes_on()
    {
        await PutAsync("a.txt", "kind words");
        Put("a.txt", "poison");
        Put("b.txt", "other kind words");
        var run = await RunAsync();

        Assert.Equal("a.txt", Assert.Single(run.Failures).Document);
        Assert.Equal(DocumentStatus.Failed, Document("a.txt").Status);
        Assert.Contains("poison", Document("a.txt").Error, StringComparison.Ordinal);
        Assert.Equal(["a.txt", "b.txt"], Search("kind").Select(hit => hit.Document).Order());
    }

    [Fact]
    public async Task A_failed_document_can_be_tried_again()
    {
        Put("a.txt", "poison");
        await RunAsync();
        _embedder.Poison = "nothing";
        Assert.True(_index.Renew(Document("a.txt").Id));
        await RunAsync();
        Assert.Equal(DocumentStatus.Ready, Document("a.txt").Status);
        Assert.Single(Search("poison"));
    }

    [Fact]
    public async Task A_new_model_is_made_beside_the_old_one_and_takes_its_place_at_once()
    {
        await PutAsync("a.txt", "words that stay");
        var next = _index.Build(new("fake/longer", new()), anew: false);
        Assert.NotNull(next);
        Put("b.txt", "words that came meanwhile");
        await RunAsync();
        Assert.Equal(2, Search("words", vectors: true).Count);
        Assert.False(_index.TrySwap(next));

        await RunAsync(next);
        Assert.True(_index.TrySwap(next));
        Assert.Equal(("fake/longer", 40), (_index.Serving.Settings.Model, _index.Serving.Dimensions));
        Assert.Equal(2, Search("words", vectors: true).Count);
        Assert.Empty(_folder.GetFiles("*.1.vec"));

        Reopen();
        Assert.Equal(2, Search("words", vectors: true).Count);
        Assert.Null(_index.Building);
    }

    [Fact]
    public async Task A_text_replaced_after_the_new_index_took_it_is_taken_again()
    {
        await PutAsync("a.txt", "old words");
        var next = _index.Build(new("fake/longer", new()), anew: false);
        Assert.NotNull(next);
        await RunAsync(next);
        await PutAsync("a.txt", "new words");
        Assert.False(_index.TrySwap(next));

        await RunAsync(next);
        Assert.True(_index.TrySwap(next));
        Assert.Equal("new words", Search("words", vectors: true).Single().Text);
    }

    [Fact]
    public async Task A_text_only_the_new_model_takes_serves_with_it()
    {
        Put("a.txt", "poison");
        await RunAsync();
        var next = _index.Build(new("fake/longer", new()), anew: false);
        Assert.NotNull(next);
        _embedder.Poison = "nothing";
        await RunAsync(next);
        Assert.True(_index.TrySwap(next));
        Assert.Equal(DocumentStatus.Ready, Document("a.txt").Status);
    }

    [Fact]
    public async Task A_filter_leaves_out_other_documents_and_finds_all_of_its_own()
    {
        for (var number = 0; number < 150; number++)
        {
            Put($"{number}.txt", $"same words {number}", number % 50 == 0 ? """{"year": 2024, "tags": ["a", "b"]}""" : """{"year": 2023}""");
        }

        await RunAsync();
        var year = new DocumentFilter { Metadata = DocumentFilterTests.Wanting("year", "2024", "1999") };
        Assert.Equal(["0.txt", "100.txt", "50.txt"], Search("same words", vectors: true, filter: year).Select(hit => hit.Document).Order());
        Assert.Equal(3, Search("same words", filter: new() { Metadata = DocumentFilterTests.Wanting("tags", "\"b\"") }).Count);
        Assert.Equal("7.txt", Search("same words", filter: new() { Names = ["7.txt"] }).Single().Document);
        Assert.Empty(Search("same words", filter: new() { Ids = ["none"] }));
    }

    [Fact]
    public async Task Searches_go_on_while_documents_are_replaced()
    {
        await PutAsync("a.txt", "the one document");
        using var stop = new CancellationTokenSource();
        var searching = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Single(Search("document", vectors: true).DistinctBy(hit => hit.Document));
                Assert.Single(Search("document", vectors: true, words: false).DistinctBy(hit => hit.Document));
            }
        });
        for (var edition = 0; edition < 40; edition++)
        {
            await PutAsync("a.txt", $"the one document, edition {edition}");
        }

        await stop.CancelAsync();
        await searching;
    }

    [Fact]
    public async Task Nothing_more_is_kept_when_there_is_no_room()
    {
        Put("a.txt", "words");
        var indexer = new Indexer(_index, _index.Serving, _embedder) { Full = () => "The storage is full." };
        await indexer.RunAsync(_index.Waiting(_index.Serving), CancellationToken.None);
        Assert.Equal("The storage is full.", Document("a.txt").Error);
        Assert.Empty(_embedder.Texts);
    }

    [Fact]
    public async Task Without_a_model_only_words_are_found()
    {
        using var index = new KnowledgeIndex(Path.Combine(_folder.FullName, "words.db"), new(IndexSettings.NoModel, new()), TimeProvider.System);
        index.Put([new("a.txt", ContentTypes.Plain, null, "{}", "plain words", 11)]);
        await new Indexer(index, index.Serving, _embedder).RunAsync(index.Waiting(index.Serving), CancellationToken.None);
        Assert.Single(index.Search(new("words", null, true, 5), CancellationToken.None));
        Assert.Empty(_embedder.Texts);
    }

    [Theory]
    [InlineData("\"quoted\" AND (words* NEAR/2) title: ^x - +")]
    [InlineData("the of and")]
    [InlineData("?!")]
    [InlineData("💥 数据库 ąę")]
    public async Task No_question_is_misread_as_a_query_language(string question)
    {
        await PutAsync("a.txt", "quoted words of the title");
        Assert.Null(Record.Exception(() => Search(question)));
    }

    private KnowledgeIndex Open() => new(Path.Combine(_folder.FullName, "kb.db"), new(Model, new ChunkingSettings(32, 0)), TimeProvider.System);

    private void Reopen()
    {
        _index.Dispose();
        _index = Open();
    }

    private static string Paragraphs(int count) => string.Join("\n\n", Enumerable.Range(0, count).Select(number => $"This is paragraph number {number} of a text that is as long as it needs to be and ends here."));

    private void Put(string name, string text, string metadata = "{}") => _index.Put([new(name, ContentTypes.Of(null, name) ?? "", null, metadata, text, text.Length)]);

    private async Task PutAsync(string name, string text)
    {
        Put(name, text);
        await RunAsync();
    }

    private Task<Indexer> RunAsync() => RunAsync(_index.Serving);

    private async Task<Indexer> RunAsync(Generation generation)
    {
        var indexer = new Indexer(_index, generation, _embedder);
        await indexer.RunAsync(_index.Waiting(generation), CancellationToken.None);
        return indexer;
    }

    private KnowledgeDocument Document(string name) => _index.FindByName(name) ?? throw new InvalidOperationException(name);

    private IReadOnlyList<FoundChunk> Search(string question, bool vectors = false, bool words = true, DocumentFilter? filter = null) =>
        _index.Search(new(question, vectors ? UnitVector.Of("", LetterEmbedder.Of(_index.Serving.Settings.Model, question)) : null, words, 200) { Filter = filter }, CancellationToken.None);

    /// <summary>A text's letters, counted.</summary>
    private sealed class LetterEmbedder : IPassageEmbedder
    {
        public List<string> Texts { get; } = [];

        public int? FailAfter { get; set; }

        public string Poison { get; set; } = "poison";

        public static float[] Of(string model, string text)
        {
            var vector = new float[model == Model ? 27 : 40];
            foreach (var letter in text.ToLowerInvariant())
            {
                vector[char.IsAsciiLetterLower(letter) ? letter - 'a' : 26]++;
            }

            return vector;
        }

        public Task<IReadOnlyList<float[]>> EmbedAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            if (texts.Any(text => text.Contains(Poison, StringComparison.Ordinal)))
                throw new EmbeddingException($"{model} takes no poison.", isInputs: true);
            if (Texts.Count + texts.Count > FailAfter)
                throw new EmbeddingException("The model is down.", isInputs: false);
            Texts.AddRange(texts);
            return Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(text => Of(model, text))]);
        }
    }
}
