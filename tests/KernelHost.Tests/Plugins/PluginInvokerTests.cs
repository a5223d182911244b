using System.Text.Json;
using KernelHost.Plugins;

namespace KernelHost.Tests.Plugins;

public class PluginInvokerTests
{
    private readonly PluginBench _bench = new();

    [Fact]
    public async Task A_plugin_gets_the_organisations_services_and_its_own_defaults() =>
        Assert.Equal("hi acme/default ollama/small 2026 False True", (await InvokeAsync("who", new { })).GetString());

    [Fact]
    public async Task Numbers_go_in_and_come_out_as_numbers() =>
        Assert.Equal("5", (await InvokeAsync("add", new { a = 2, b = 3 })).GetRawText());

    [Fact]
    public async Task An_optional_argument_may_be_left_out_or_null()
    {
        Assert.Equal("3", (await InvokeAsync("add", new { a = 2 })).GetRawText());
        Assert.Equal("3", (await InvokeAsync("add", new { a = 2, b = (int?)null })).GetRawText());
    }

    [Fact]
    public async Task Objects_and_enums_go_in_and_come_out_as_their_schema_says() =>
        Assert.Equal("""{"title":"sea","colour":"Green"}""", (await InvokeAsync("paint", new { picture = new { title = "sea" }, colour = "Green" })).GetRawText());

    [Fact]
    public async Task A_function_without_a_result_gives_null() =>
        Assert.Equal(JsonValueKind.Null, (await InvokeAsync("forget", new { names = new[] { "a" } })).ValueKind);

    [Fact]
    public async Task A_result_that_comes_in_pieces_becomes_an_array() =>
        Assert.Equal("[1,2,3]", (await InvokeAsync("count", new { to = 3 })).GetRawText());

    [Fact]
    public async Task A_plugins_own_library_is_found() =>
        Assert.Equal("Hello, Ada!", (await _bench.InvokeAsync("Greeter", "greet", new { name = "Ada" })).GetString());

    [Theory]
    [InlineData("add", """{"a":"2"}""", "a", "'a' must be an integer, not a string.")]
    [InlineData("add", """{"a":2.5}""", "a", "'a' must be an integer, not a number.")]
    [InlineData("add", """{"a":99999999999}""", "a", "'a' must be an integer, as in its schema.")]
    [InlineData("add", """{"a":null}""", "a", "'a' must be an integer, not null.")]
    [InlineData("add", """{"b":2}""", "a", "'a' is missing.")]
    [InlineData("add", """{"a":2,"c":3}""", "c", "There is no argument 'c'. Did you mean 'a' or 'b'?")]
    [InlineData("add", """{"a":2,"cancellationToken":{}}""", "cancellationToken", "There is no argument 'cancellationToken'.")]
    [InlineData("forget", """{"names":"Ada"}""", "names", "'names' must be an array, not a string.")]
    [InlineData("forget", """{"names":["Ada",{}]}""", "names", "'names' does not fit its schema at $[1].")]
    [InlineData("paint", """{"picture":{"colour":"Red"}}""", "picture", "'picture' lacks 'title'.")]
    [InlineData("paint", """{"picture":{"title":"sea","colour":"Mauve"}}""", "picture", "'picture' does not fit its schema at $.colour.")]
    [InlineData("measure", """{"length":{"Metres":-1}}""", "length", "'length' must be an object, as in its schema.")]
    [InlineData("refuse", """{"word":"no"}""", "word", "'word' must not be 'no'.")]
    public async Task A_bad_argument_is_named(string function, string arguments, string argument, string message)
    {
        var refusal = await Assert.ThrowsAsync<PluginArgumentException>(() => InvokeAsync(function, JsonElement.Parse(arguments)));

        Assert.Equal((argument, message), (refusal.Argument, refusal.Message));
    }

    [Fact]
    public async Task An_unknown_plugin_is_answered_with_near_names()
    {
        var missing = await Assert.ThrowsAsync<PluginNotFoundException>(() => _bench.InvokeAsync("Classifer", "classify", new { }));

        Assert.Equal("There is no plugin 'Classifer'. Did you mean 'Classifier'?", missing.Message);
        Assert.Equal("Classifier", Assert.Single(missing.Suggestions));
    }

    [Fact]
    public async Task An_unknown_function_is_answered_with_near_names()
    {
        var missing = await Assert.ThrowsAsync<FunctionNotFoundException>(() => _bench.InvokeAsync("Classifier", "classifi", new { }));

        Assert.Equal("The plugin 'Classifier' has no function 'classifi'. Did you mean 'classify'?", missing.Message);
    }

    [Fact]
    public async Task What_a_plugin_throws_stays_inside()
    {
        var failure = await Assert.ThrowsAsync<PluginFailedException>(() => InvokeAsync("fail", new { }));

        Assert.Equal("The function 'Sample.fail' failed.", failure.Message);
        Assert.Equal("password=hunter2", failure.InnerException?.Message);
    }

    [Fact]
    public async Task What_a_plugin_says_on_purpose_reaches_the_caller() =>
        Assert.Equal("Not on a Sunday.", (await Assert.ThrowsAsync<PluginFailedException>(() => InvokeAsync("decline", new { }))).Message);

    [Fact]
    public async Task A_models_failure_reaches_the_caller_as_it_is() =>
        Assert.Equal("no_model_available", (await Assert.ThrowsAsync<ModelCallException>(() => InvokeAsync("no_model", new { }))).Reason);

    [Theory]
    [InlineData("wait")]
    [InlineData("stall")]
    public async Task A_function_that_does_not_end_is_left_after_the_time_limit(string function)
    {
        var failure = await Assert.ThrowsAsync<PluginTimeoutException>(() => _bench.InvokeUntilAsync(TimeSpan.FromSeconds(60), "Sample", function, new { }));

        Assert.Equal($"The function 'Sample.{function}' did not finish within 60 s.", failure.Message);
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_function()
    {
        using var leaving = new CancellationTokenSource();
        var invocation = _bench.InvokeAsync("Sample", "wait", new { }, leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invocation);
    }

    private Task<JsonElement> InvokeAsync(string function, object arguments) => _bench.InvokeAsync("Sample", function, arguments);
}
