using System.Text;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

public class ContextWindowTests
{
    [Theory]
    [InlineData("gpt-4o-mini-2024-07-18", 128_000)]
    [InlineData("openai/gpt-4o", 128_000)]
    [InlineData("GPT-4.1", 1_047_576)]
    [InlineData("gpt-4", 8_192)]
    [InlineData("gpt-4-0613", 8_192)]
    [InlineData("gpt-4-1106-preview", 128_000)]
    [InlineData("claude-sonnet-4-20250514", 200_000)]
    [InlineData("claude-sonnet-4@20250514", 200_000)]
    [InlineData("claude-3-5-sonnet-latest", 200_000)]
    [InlineData("claude-sonnet-4-6", 1_000_000)]
    [InlineData("models/gemini-2.5-pro", 1_048_576)]
    [InlineData("gemini-2.5-flash-preview-09-2025", 1_048_576)]
    [InlineData("claude-sonnet-4-99", null)]
    [InlineData("gpt-4-turbo-of-ours", null)]
    [InlineData("llama3.1:8b", null)]
    [InlineData("extractive", null)]
    public void A_published_window_is_known_by_the_models_name(string model, int? window) => Assert.Equal(window, ContextWindows.Of(model));

    [Theory]
    [InlineData("""{"id": "gpt-4o", "context_window": 64000}""", 64_000)]
    [InlineData("""{"id": "llama3.1:8b", "context_length": 32768}""", 32_768)]
    [InlineData("""{"id": "m", "context_length": 2, "context_window": 1}""", 1)]
    [InlineData("""{"id": "gpt-4o", "context_window": null}""", 128_000)]
    [InlineData("\"gpt-4o\"", 128_000)]
    [InlineData("\"m\"", null)]
    public void The_models_entry_counts_more_than_its_name(string entry, int? window) => Assert.Equal(window, Candidate(entry).ContextWindow);

    [Theory]
    [InlineData(""", "context_window": 9000, "model_api_parameters": {"num_ctx": 4096}""", 9_000)]
    [InlineData(""", "model_api_parameters": {"num_ctx": 4096}, "extra_body": {"n_ctx": 5}""", 4_096)]
    [InlineData(""", "extra_body": {"n_ctx": 16384}""", 16_384)]
    [InlineData(""", "model_api_parameters": {"num_ctx": 0}""", 32_768)]
    [InlineData("", 32_768)]
    public void A_named_model_may_have_a_window_of_its_own(string members, int window)
    {
        var setup = Setup("""{"id": "m", "context_window": 32768}""", $$""", "models": [{"name": "ours", "provider": "ollama", "model": "m"{{members}}}]""");

        Assert.Equal(window, First(setup, "ours").ContextWindow);
        Assert.Equal(window, ModelFacts.Of(setup, setup.Models[0]).ContextWindow);
        Assert.Equal(32_768, ModelFacts.Of(setup, "ollama", "m").ContextWindow);
    }

    [Theory]
    [InlineData(4, 8, true)]
    [InlineData(8, 8, false)]
    [InlineData(8, 4, false)]
    [InlineData(8, null, false)]
    [InlineData(null, 4, true)]
    [InlineData(null, null, true)]
    public void What_was_too_long_for_one_window_goes_only_to_a_larger_one(int? failed, int? other, bool goes) =>
        Assert.Equal(goes, Candidate("b", other).MayTakeMoreThan(Candidate("a", failed)));

    [Fact]
    public void The_same_model_elsewhere_is_no_larger_unless_somebody_says_so()
    {
        Assert.False(Candidate("a", null).MayTakeMoreThan(Candidate("a", null)));
        Assert.True(Candidate("a", 8).MayTakeMoreThan(Candidate("a", null)));
    }

    private static Candidate Candidate(string model, int? window) => new("p", model, ModelType.Llm, "") { ModelWindow = window };

    private static Candidate Candidate(string entry) => First(Setup(entry), null);

    private static Candidate First(Setup setup, string? model) =>
        Assert.IsType<Resolution.Found>(ModelResolver.Resolve(SetupModels.Compile(setup, (_, _) => null), new() { Model = model })).Route.First;

    private static Setup Setup(string entry, string more = "") =>
        ConfigJson.Parse(Encoding.UTF8.GetBytes($$$"""{"setups": {"one": {"providers": {"ollama": {"models": [{{{entry}}}]}} {{{more}}} } } }""")).Config.Setups["one"];
}
