using System.Text.Json;
using KernelHost.Tests.Plugins;
using Microsoft.Extensions.Logging;

namespace KernelHost.Tests.Testing;

public sealed class PluginKernelTests : IDisposable
{
    private readonly PluginKernel _plugin = PluginKernel.For<KitPlugin>().With<OtherPlugin>().WithModels("coder").Build();

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task A_function_is_called_with_json_and_answers_json()
    {
        Assert.Equal("\"Warm Ada 2\"", (await _plugin.InvokeAsync("greet", new { name = "Ada", tone = Tone.Warm, times = 2 })).GetRawText());
        Assert.Equal("Plain Ada 1", await _plugin.InvokeAsync<string>("greet", """{"name": "Ada"}"""));
        Assert.Equal(JsonValueKind.Null, (await _plugin.InvokeAsync("nothing")).ValueKind);
    }

    [Theory]
    [InlineData("""{"nam": "Ada"}""", "nam", "There is no argument 'nam'. Did you mean 'name'?")]
    [InlineData("""{}""", "name", "'name' is missing.")]
    [InlineData("""{"name": 7}""", "name", "'name' must be a string, not a number.")]
    [InlineData("""{"name": "Ada", "times": "x"}""", "times", "'times' must be an integer, not a string.")]
    [InlineData("""{"name": "Ada", "tone": "Cold"}""", "tone", "'tone' must be a string, as in its schema.")]
    public async Task A_bad_argument_is_refused_in_the_hosts_words(string arguments, string argument, string message)
    {
        var refusal = await Assert.ThrowsAsync<PluginArgumentException>(() => _plugin.InvokeAsync("greet", arguments));

        Assert.Equal((argument, message), (refusal.Argument, refusal.Message));
    }

    [Theory]
    [InlineData("""{"lengths": "x"}""")]
    [InlineData("""{"word": 7}""")]
    public async Task The_host_says_the_same(string arguments)
    {
        var bench = new PluginBench();
        var inHost = await Assert.ThrowsAsync<PluginArgumentException>(() => bench.InvokeAsync("Rubric", "generate_rubric", JsonElement.Parse(arguments)));

        using var kit = PluginKernel.For<RubricShapedPlugin>().Build();
        var inKit = await Assert.ThrowsAsync<PluginArgumentException>(() => kit.InvokeAsync("generate_rubric", arguments));

        Assert.Equal((inHost.Argument, inHost.Message), (inKit.Argument, inKit.Message));
    }

    [Fact]
    public async Task Arguments_that_are_no_object_are_the_tests_mistake() =>
        Assert.Contains("must be a JSON object", (await Assert.ThrowsAsync<PluginTestException>(() => _plugin.InvokeAsync("greet", "[1]"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_misspelt_function_is_told_with_near_names() =>
        Assert.Equal("The plugin 'Kit' has no function 'gret'. Did you mean 'greet'?", (await Assert.ThrowsAsync<PluginTestException>(() => _plugin.InvokeAsync("gret"))).Message);

    [Fact]
    public async Task The_constructor_gets_what_the_host_offers() => Assert.Equal("acme/default True scripted/small-fast 2026-01-01", await _plugin.InvokeAsync<string>("facts"));

    [Fact]
    public async Task The_organisation_may_be_another_and_have_no_small_fast_model()
    {
        using var plugin = PluginKernel.For<KitPlugin>().Organization("school", "exams").WithoutSmallFast().Build();
        plugin.Default.Answers("a", "b");

        Assert.Equal("school/exams False scripted/default 2026-01-01", await plugin.InvokeAsync<string>("facts"));
        await plugin.InvokeAsync("ask", new { text = "?" });
        await plugin.InvokeAsync("directly", new { text = "?" });

        plugin.AssertAsked("default", "default");
        plugin.SmallFast.AssertNotAsked();
    }

    [Fact]
    public void A_constructor_that_the_host_cannot_fill_fails_the_test() => Assert.StartsWith(
        "The host would skip GreedyPlugin: Its constructor asks for HttpClient client;",
        Assert.Throws<PluginTestException>(PluginKernel.For<GreedyPlugin>().Build).Message, StringComparison.Ordinal);

    [Fact]
    public void A_class_without_functions_is_no_plugin() =>
        Assert.Equal("PluginKernelTests has no [KernelFunction] method.", Assert.Throws<PluginTestException>(PluginKernel.For<PluginKernelTests>().Build).Message);

    [Fact]
    public async Task Plugins_of_one_kernel_call_each_other() => Assert.Equal("other", await _plugin.InvokeAsync<string>("through"));

    [Theory]
    [InlineData("small-fast")]
    [InlineData("default")]
    [InlineData("coder")]
    public async Task Each_service_id_has_its_model(string id)
    {
        _plugin.Model(id).Answers("yes");

        Assert.Equal("yes", await _plugin.InvokeAsync<string>("ask", new { text = "Hello", service = id }));

        _plugin.AssertAsked(id);
        Assert.Equal(("Answer.", "Hello"), (_plugin.Model(id).LastCall.System, _plugin.Model(id).LastCall.User));
    }

    [Fact]
    public async Task A_service_id_that_is_not_there_is_an_error_as_in_the_host()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _plugin.InvokeAsync("ask", new { text = "?", service = "gpt" }));

        Assert.Contains("There is no model service 'gpt'. This kernel has: coder, default, small-fast.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WithModels(\"gpt\")", Assert.Throws<PluginTestException>(() => _plugin.Model("gpt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_plugin_logs_is_kept()
    {
        _plugin.SmallFast.Answers(Reply.Failure("rate_limit"));

        Assert.Equal("rate_limit", await _plugin.InvokeAsync<string>("ask_softly", new { text = "?" }));

        Assert.Equal([new LogLine(LogLevel.Warning, typeof(KitPlugin).FullName!, "No help: rate_limit", null)], _plugin.Logs);
    }

    [Fact]
    public void The_schema_is_what_callers_see()
    {
        var schema = _plugin.Schema("greet");

        Assert.Equal("Whom.", schema.GetProperty("properties").GetProperty("name").GetProperty("description").GetString());
        Assert.Equal(["name"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Pieces_come_one_by_one()
    {
        _plugin.SmallFast.Answers(Reply.Pieces("one ", "two ", "three"));

        Assert.Equal(["one ", "two ", "three"], await _plugin.StreamAsync("stream", new { text = "count" }).ToListAsync());
    }

    [Fact]
    public async Task Pieces_before_a_failure_come()
    {
        _plugin.SmallFast.Answers(Reply.Failure("error", after: ["one "]));
        var seen = new List<string>();

        await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var piece in _plugin.StreamAsync("stream", new { text = "count" }))
                seen.Add(piece);
        });

        Assert.Equal(["one "], seen);
    }
}
