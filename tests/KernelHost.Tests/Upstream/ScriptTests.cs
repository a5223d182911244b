using KernelHost.Upstream;

namespace KernelHost.Tests.Upstream;

public sealed class ScriptTests : UpstreamTests
{
    [Fact]
    public async Task Scripted_answers_come_in_order_then_the_echo()
    {
        Upstream.Script("m", "first", Answer.Call("search", new { query = "cats" }), Answer.Tokens("third", 100, 50));

        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await TextAsync("/v1/chat/completions", Chat("m")));
        }

        Assert.Collection(answers,
            a => Assert.Contains("\"content\":\"first\"", a, StringComparison.Ordinal),
            a => Assert.Contains("""{"name":"search","arguments":"{\"query\":\"cats\"}"}""", a, StringComparison.Ordinal),
            a => Assert.Contains("\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":150", a, StringComparison.Ordinal),
            a => Assert.Contains("m: Hi there", a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_standing_answer_sees_the_question()
    {
        Upstream.Always("m", question => $"You said {question.LastUserText}");

        Assert.Contains("You said Hi there", await TextAsync("/api/chat", Chat("m", ",\"stream\":false")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_models_script_is_left_alone()
    {
        Upstream.Script("other", "not for m");

        Assert.Contains("m: Hi there", await TextAsync("/v1/chat/completions", Chat("m")), StringComparison.Ordinal);
    }
}
