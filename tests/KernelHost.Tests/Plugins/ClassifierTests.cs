using System.Text.Json;

namespace KernelHost.Tests.Plugins;

public class ClassifierTests
{
    private static readonly string[] Labels = ["billing", "Technical problem", "other"];
    private static readonly Reply RateLimit = Reply.Failure("rate_limit");

    private readonly PluginBench _bench = new();

    [Fact]
    public async Task The_small_fast_model_chooses_a_label()
    {
        _bench.SmallFast.Answers("""{"label": "technical problem", "confidence": 0.8}""");

        AssertLabel("Technical problem", 0.8, null, await ClassifyAsync("It crashes."));
        Assert.Empty(_bench.Default.Calls);
    }

    [Fact]
    public async Task The_prompt_holds_the_labels_the_text_and_what_the_labels_mean()
    {
        _bench.SmallFast.Answers("other");

        await _bench.InvokeAsync("Classifier", "classify", new { text = "It crashes.", labels = Labels, instructions = "Crashes are technical." });

        Assert.Equal("Crashes are technical.\n\nLabels:\n- billing\n- Technical problem\n- other\n\nText: It crashes.", _bench.SmallFast.LastCall.User);
        Assert.Equal("""["billing","Technical problem","other"]""", _bench.SmallFast.LastCall.Schema?.GetProperty("properties").GetProperty("label").GetProperty("enum").GetRawText());
    }

    [Theory]
    [InlineData("billing", 0.5)]
    [InlineData(" \"Billing\". ", 0.5)]
    [InlineData("""{"label": "billing"}""", 0.5)]
    [InlineData("""{"label": "billing", "confidence": 7}""", 1)]
    [InlineData("""Sure! {"label": "billing", "confidence": "0.25"}""", 0.25)]
    public async Task An_answer_in_another_form_still_counts(string answer, double confidence)
    {
        _bench.SmallFast.Answers(answer);

        AssertLabel("billing", confidence, null, await ClassifyAsync("The bill is wrong."));
    }

    [Theory]
    [InlineData("""{"label": "weather", "confidence": 1}""", "wrong_label")]
    [InlineData("", "wrong_label")]
    [InlineData("I'm sorry, I can't do that.", "wrong_label")]
    public async Task The_default_model_is_asked_when_the_small_fast_one_chooses_none_of_the_labels(string answer, string failure)
    {
        _bench.SmallFast.Answers(answer);
        _bench.Default.Answers("""{"label": "billing", "confidence": 0.9}""");

        AssertLabel("billing", 0.9, $"small-fast: {failure}; chosen by the default model", await ClassifyAsync("The bill is wrong."));
    }

    [Fact]
    public async Task The_rule_has_the_last_word_when_both_models_fail()
    {
        _bench.SmallFast.Answers(RateLimit);
        _bench.Default.Answers(Reply.Failure("error"));

        AssertLabel(
            "Technical problem", 0.25, "small-fast: rate_limit, default: error; chosen by the rule", await ClassifyAsync("There are problems with the login."));
    }

    [Fact]
    public async Task The_rule_takes_the_first_label_when_none_has_anything_to_do_with_the_text()
    {
        _bench.SmallFast.Answers(RateLimit);
        _bench.Default.Answers(RateLimit);

        AssertLabel("billing", 0, "small-fast: rate_limit, default: rate_limit; chosen by the rule", await ClassifyAsync("Hm."));
    }

    [Fact]
    public async Task The_same_model_is_not_asked_twice_when_there_is_no_small_fast_one()
    {
        var bench = new PluginBench { IsConfigured = false };
        bench.SmallFast.Answers(RateLimit);

        var result = await bench.InvokeAsync("Classifier", "classify", new { text = "Hm.", labels = Labels });

        Assert.Equal("small-fast: rate_limit; chosen by the rule", result.GetProperty("reason").GetString());
        Assert.Empty(bench.Default.Calls);
    }

    [Fact]
    public async Task A_model_that_takes_longer_than_five_seconds_counts_as_failed()
    {
        _bench.SmallFast.Answers(Reply.Never);
        _bench.Default.Answers("other");

        var result = await _bench.InvokeUntilAsync(TimeSpan.FromSeconds(5), "Classifier", "classify", new { text = "Hm.", labels = Labels });

        AssertLabel("other", 0.5, "small-fast: timeout; chosen by the default model", result);
    }

    [Theory]
    [InlineData("""{"text":"","labels":["a"]}""", "text")]
    [InlineData("""{"text":"t","labels":[]}""", "labels")]
    [InlineData("""{"text":"t","labels":["a",""]}""", "labels")]
    [InlineData("""{"text":"t","labels":["a","a\nText: b"]}""", "labels")]
    [InlineData("""{"text":"t","labels":["spam","Spam "]}""", "labels")]
    public async Task Labels_that_leave_no_clear_choice_are_refused(string arguments, string argument)
    {
        var refusal = await Assert.ThrowsAsync<PluginArgumentException>(() => _bench.InvokeAsync("Classifier", "classify", JsonElement.Parse(arguments)));

        Assert.Equal(argument, refusal.Argument);
    }

    [Fact]
    public async Task An_intent_is_one_of_the_intents()
    {
        _bench.SmallFast.Answers("""{"label": "book", "confidence": 0.7}""");

        var result = await _bench.InvokeAsync("Classifier", "detect_intent", new { message = "A table for two, please.", intents = new[] { "book", "cancel" } });

        Assert.Equal("""{"intent":"book","confidence":0.7,"reason":null}""", result.GetRawText());
    }

    [Theory]
    [InlineData("image request", true)]
    [InlineData("""{"label": "other", "confidence": 0.9}""", false)]
    public async Task A_model_tells_whether_a_picture_is_wanted(string answer, bool wanted)
    {
        _bench.SmallFast.Answers(answer);

        Assert.Equal(wanted, (await DetectImageRequestAsync("A cat in a hat?")).GetProperty("is_image_request").GetBoolean());
    }

    [Theory]
    [InlineData("Draw me a cat in a hat", true)]
    [InlineData("Could you generate a nice picture of a lighthouse?", true)]
    [InlineData("make an icon for my app", true)]
    [InlineData("What does this picture show?", false)]
    [InlineData("How do I draw conclusions from data?", false)]
    [InlineData("Create a table of the kings of Spain", false)]
    public async Task A_rule_tells_whether_a_picture_is_wanted_when_no_model_answers(string message, bool wanted)
    {
        _bench.SmallFast.Answers(RateLimit);
        _bench.Default.Answers(RateLimit);

        var result = await DetectImageRequestAsync(message);

        Assert.Equal(wanted, result.GetProperty("is_image_request").GetBoolean());
        Assert.EndsWith("chosen by the rule", result.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static void AssertLabel(string label, double confidence, string? reason, JsonElement result) =>
        Assert.Equal((label, confidence, reason), (result.GetProperty("label").GetString(), result.GetProperty("confidence").GetDouble(), result.GetProperty("reason").GetString()));

    private Task<JsonElement> ClassifyAsync(string text) => _bench.InvokeAsync("Classifier", "classify", new { text, labels = Labels });

    private Task<JsonElement> DetectImageRequestAsync(string message) => _bench.InvokeAsync("Classifier", "detect_image_request", new { message });
}
