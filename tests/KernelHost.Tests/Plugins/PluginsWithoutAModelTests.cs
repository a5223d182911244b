using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Embedded;

namespace KernelHost.Tests.Plugins;

/// <summary>A fresh host has only the embedded provider, which is no language model: the plugins' prompts must be of the kind it understands.</summary>
public class PluginsWithoutAModelTests
{
    private static readonly ProviderConnection Connection = new() { Name = "embedded", Kind = ProviderKinds.Embedded, BaseUrl = new("embedded:") };

    private readonly PluginBench _bench = new(new EmbeddedProvider().CreateChatClient(Connection, EmbeddedProvider.ExtractiveMini));

    [Fact]
    public async Task A_pronoun_is_resolved_from_the_conversation()
    {
        string[] history = ["Who was Alan Turing?", "Alan Turing was an English mathematician."];

        var result = await _bench.InvokeAsync("QueryRewriting", "rewrite_query", new { query = "When was he born?", history });

        Assert.Equal("""{"query":"When was Alan Turing born?","rewritten":true,"reason":null}""", result.GetRawText());
    }

    [Fact]
    public async Task A_query_gets_as_many_alternatives_as_were_asked_for()
    {
        var result = await _bench.InvokeAsync("QueryRewriting", "expand_query", new { query = "How does photosynthesis work in desert plants?", count = 4 });

        Assert.Equal(4, result.GetProperty("queries").GetArrayLength());
    }

    [Theory]
    [InlineData("My invoice shows the wrong amount, please refund me.", "billing")]
    [InlineData("The program crashes with an error when I log in.", "technical problem")]
    [InlineData("Hello there!", "other")]
    public async Task A_text_gets_the_label_it_speaks_for(string text, string label)
    {
        var result = await _bench.InvokeAsync("Classifier", "classify", new { text, labels = new[] { "billing", "technical problem", "other" } });

        Assert.Equal((label, null), (result.GetProperty("label").GetString(), result.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData("Draw me a cat in a hat", true)]
    [InlineData("What is the capital of France?", false)]
    public async Task A_wish_for_a_picture_is_seen(string message, bool wanted)
    {
        var result = await _bench.InvokeAsync("Classifier", "detect_image_request", new { message });

        Assert.Equal((wanted, null), (result.GetProperty("is_image_request").GetBoolean(), result.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_valid_rubric_is_drafted_and_can_be_scored_with()
    {
        var rubric = await _bench.InvokeAsync("Rubric", "generate_rubric", new { prompt = "An essay on the causes of the French Revolution, with sources, a clear structure and good arguments.", levels = 4 });
        var score = await _bench.InvokeAsync("Rubric", "score_submission", new { rubric, submission = "The state was bankrupt (Doyle 1989). I argue that its debt was the main cause." });

        Assert.InRange(rubric.GetProperty("criteria").GetArrayLength(), 2, 6);
        Assert.All(rubric.GetProperty("criteria").EnumerateArray(), criterion => Assert.Equal(4, criterion.GetProperty("levels").GetArrayLength()));
        Assert.InRange(score.GetProperty("total").GetDecimal(), 0, score.GetProperty("max").GetDecimal());
        Assert.All(score.GetProperty("criteria").EnumerateArray(), criterion => Assert.NotEqual("", criterion.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_proposed_rubric_can_be_changed()
    {
        var proposal = await _bench.InvokeAsync("Rubric", "propose_rubric", new { prompt = "A report on the water cycle with a drawing, its source named." });
        var changed = await _bench.InvokeAsync("Rubric", "modify_rubric", new { rubric = proposal.GetProperty("rubric"), instruction = "Add a criterion for spelling." });

        Assert.Equal(proposal.GetProperty("rubric").GetProperty("rubricId").GetString(), changed.GetProperty("rubric").GetProperty("rubricId").GetString());
        Assert.NotEqual("", changed.GetProperty("explanation").GetString());
    }
}
