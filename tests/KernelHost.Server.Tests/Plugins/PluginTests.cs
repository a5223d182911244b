using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Plugins;

public sealed class PluginTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Classify = "/api/v1/plugins/Classifier/classify";

    private static readonly object Mail = new { arguments = new { text = "My invoice is wrong", labels = new[] { "billing", "travel" } } };

    [Fact]
    public async Task The_plugins_are_listed_with_the_schemas_of_their_functions()
    {
        var list = await fixture.Server.Admin.GetFromJsonAsync<JsonElement>("/api/v1/plugins");

        Assert.Equal(JsonValueKind.Null, list.GetProperty("next_cursor").ValueKind);
        Assert.Equal(["Classifier", "QueryRewriting", "Rag", "Rubric"], list.GetProperty("items").EnumerateArray().Select(plugin => plugin.GetProperty("name").GetString()));
        Assert.All(Functions(list), function => Assert.Equal("object", function.GetProperty("parameters").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task One_plugin_is_found_by_its_name()
    {
        var plugin = await fixture.Server.Admin.GetFromJsonAsync<JsonElement>("/api/v1/plugins/Classifier");

        Assert.Equal(["name", "version", "description", "functions"], plugin.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["name", "description", "parameters", "returns"], plugin.GetProperty("functions")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_call_gives_the_result_and_the_models_that_were_called()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Classify, Mail);

        var body = await answer.JsonAsync();
        Assert.Equal(["result", "calls", "duration_ms"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal("billing", body.GetProperty("result").GetProperty("label").GetString());
        var call = Assert.Single(body.GetProperty("calls").EnumerateArray());
        Assert.Equal(["service_id", "requested", "resolved", "provider", "fallback_used", "fallback_reason", "usage"], call.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("small-fast", "extractive-mini", "embedded"), (call.GetProperty("service_id").GetString(), call.GetProperty("resolved").GetString(), call.GetProperty("provider").GetString()));
        Assert.True(call.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
    }

    [Theory]
    [InlineData("embedded/extractive", "extractive")]
    [InlineData("embedded/other", null)]
    public async Task A_plugin_calls_no_model_that_its_callers_key_may_not_use(string allowed, string? called)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("narrow", Role.Member) { Models = [allowed] });

        using var answer = await client.PostAsync(Classify, Mail);

        var calls = (await answer.JsonAsync()).GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("resolved").GetString());
        Assert.Equal(called is null ? [] : [called], calls);
    }

    [Fact]
    public async Task A_plugin_that_needs_a_model_its_callers_key_may_not_use_is_a_403()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("narrow", Role.Member) { Models = ["no-such"] });

        using var answer = await client.PostAsync("/api/v1/plugins/Rubric/generate_rubric", new { arguments = new { prompt = "An essay" } });

        Assert.Equal((HttpStatusCode.Forbidden, "model_not_allowed"), (answer.StatusCode, (await answer.JsonAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/api/v1/plugins/Classifer/classify", "plugin_not_found", "Classifier")]
    [InlineData("/api/v1/plugins/Classifier/clasify", "function_not_found", "classify")]
    public async Task What_is_not_there_is_a_404_that_suggests_what_is(string path, string code, string suggestion)
    {
        using var answer = await fixture.Server.Admin.PostAsync(path, Mail);

        var problem = await answer.JsonAsync();
        Assert.Equal((HttpStatusCode.NotFound, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains($"'{suggestion}'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"arguments\": {\"labels\": [\"a\", \"b\"]}}", "text")]
    [InlineData("{\"arguments\": {\"text\": \"a\", \"labels\": 5}}", "labels")]
    [InlineData("{\"arguments\": {\"text\": \"a\", \"labels\": [\"a\", \"b\"], \"label\": 1}}", "label")]
    public async Task A_bad_argument_is_a_422_that_names_it(string body, string argument)
    {
        using var answer = await fixture.Server.Admin.PostAsync(Classify, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(argument, (await answer.JsonAsync()).GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("{\"args\": {}}", "args")]
    [InlineData("{\"arguments\": [1]}", "arguments")]
    public async Task A_bad_body_is_a_400_that_names_the_member(string body, string member)
    {
        using var answer = await fixture.Server.Admin.PostAsync(Classify, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(member, (await answer.JsonAsync()).GetProperty("errors")[0].GetProperty("path").GetString());
    }

    private static IEnumerable<JsonElement> Functions(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().SelectMany(plugin => plugin.GetProperty("functions").EnumerateArray());
}
