using KernelHost.Models;
using KernelHost.Models.Rules;

namespace KernelHost.Tests.Models.Rules;

public class SmartRouteTests
{
    // LlamaFarm's "route by complexity": short questions to a fast model, words of analysis to an expert one.
    private const string ByComplexity = """
        {"auto": {"rules": [
          {"name": "simple", "when": {"max_characters": 49, "has_question_mark": true}, "use": "fast"},
          {"name": "complex", "when": {"keywords": ["analyze", "compare", "explain why", "evaluate"]}, "use": "expert"}], "otherwise": "default"}}
        """;

    // LlamaFarm's "token budget": the longer the request, the larger the model.
    private const string ByTokens = """
        {"auto": {"rules": [
          {"name": "short", "when": {"max_tokens": 499}, "use": "fast"},
          {"name": "middle", "when": {"max_tokens": 1999}, "use": "default"}], "otherwise": "expert"}}
        """;

    [Theory]
    [InlineData("What is the capital of France?", "simple small")]
    [InlineData("Analyze the causes of the war.", "complex reasoner")]
    [InlineData("Please EXPLAIN WHY the sky is blue on a clear day, and red in the evening when the sun is low?", "complex reasoner")]
    [InlineData("Compare?", "simple small")]
    [InlineData("Tell me a story.", "otherwise big")]
    public void Routes_by_complexity_as_LlamaFarm_s_guide_does(string message, string expected) => Assert.Equal(expected, RouteBench.Compile(ByComplexity).Answer(RouteBench.Says(message)));

    [Theory]
    [InlineData(499, "short small")]
    [InlineData(500, "middle big")]
    [InlineData(1999, "middle big")]
    [InlineData(2000, "otherwise reasoner")]
    public void Routes_by_token_budget_as_LlamaFarm_s_guide_does(int tokens, string expected) =>
        Assert.Equal(expected, RouteBench.Compile(ByTokens).Answer(RouteBench.Says(new string('x', tokens * 4))));

    [Fact]
    public void A_route_is_no_fallback_and_keeps_the_asked_name()
    {
        var route = RouteBench.Compile(ByComplexity).Resolve(RouteBench.Auto(RouteBench.Says("Why?")));

        Assert.Equal(("auto", null, new RouteTaken("auto", "simple", null, "fast")), (route.Requested, route.FallbackReason, route.Taken));
        Assert.Equal(("fast", ResolutionSteps.RouteTarget), (route.First.Named?.Name, route.First.Reason));
        Assert.Equal("big", route.Candidates[1].Model);   // the default stands in, as for a model that the client names
    }

    [Fact]
    public void A_target_that_cannot_serve_gives_way_as_if_the_client_had_named_it()
    {
        var models = RouteBench.Compile("""{"auto": {"rules": [{"use": "away"}]}}""", """, "fallback": {"on_unknown_model": "reject"}""");

        var route = models.Resolve(RouteBench.Auto(RouteBench.Says("Hi")));
        var exact = ModelResolver.Resolve(models, RouteBench.Auto(RouteBench.Says("Hi")) with { Exact = true });

        Assert.Equal(("big", FallbackReasons.RequestedModelUnavailable, "rules[0]"), (route.First.Model, route.FallbackReason, route.Taken?.Rule));
        Assert.Equal(ResolutionError.ModelUnavailable, Assert.IsType<Resolution.NotFound>(exact).Error.Code);
    }

    [Theory]
    [InlineData("off/gone")]
    [InlineData("p/e")]
    [InlineData("nobody/here")]
    public void Nobody_is_refused_for_a_wrong_target_of_the_config(string target)
    {
        var models = RouteBench.Compile($$"""{"auto": {"rules": [{"use": "{{target}}"}]} }""", """, "fallback": {"on_unknown_model": "reject"}""");

        var route = models.Resolve(RouteBench.Auto(RouteBench.Says("Hi")));

        Assert.Equal("big", route.First.Model);
        Assert.NotNull(route.FallbackReason);
    }

    [Fact]
    public void A_key_that_may_use_the_route_may_use_what_it_chooses_and_no_other_may()
    {
        var models = RouteBench.Compile(ByComplexity);

        Assert.Equal("small", models.Resolve(RouteBench.Auto(RouteBench.Says("Why?"), "auto")).First.Model);
        Assert.Equal("big", models.Resolve(RouteBench.Auto(RouteBench.Says("Hello"), "auto")).First.Model);
        Assert.Equal(ResolutionError.ModelNotAllowed, Code(models, RouteBench.Auto(RouteBench.Says("Why?"), "fast", "default", "p/small")));
        Assert.Equal(ResolutionError.ModelNotAllowed, Code(models, RouteBench.Auto(RouteBench.Says("Why?"), "auto") with { Model = "fast" }));
    }

    [Fact]
    public void Requests_that_name_no_model_go_by_a_route_only_if_the_config_says_so()
    {
        var untouched = RouteBench.Compile(ByComplexity);
        var serving = RouteBench.Compile("""{"auto": {"serves_default": true, "rules": [{"name": "all", "use": "fast"}]}}""");
        var request = RouteBench.Auto(RouteBench.Says("Why?"));

        foreach (var name in (string?[])[null, "", "default"])
        {
            Assert.Null(untouched.Resolve(request with { Model = name }).Taken);
            Assert.Equal(("small", name), (serving.Resolve(request with { Model = name }).First.Model, serving.Resolve(request with { Model = name }).Requested));
        }

        Assert.Equal("big", serving.Resolve(new() { Signals = null }).First.Model);   // a plugin's default service is the plain default
        Assert.Equal("big", serving.Resolve(request with { Model = null, Allowed = RouteBench.Auto(null, "p/big").Allowed }).First.Model);
        Assert.Equal("small", serving.Resolve(request with { Model = null, Allowed = RouteBench.Auto(null, "default").Allowed }).First.Model);
    }

    [Fact]
    public void A_default_that_leads_to_the_default_ends_there() =>
        Assert.Equal("big", RouteBench.Compile("""{"auto": {"serves_default": true, "rules": []}}""").Resolve(RouteBench.Auto(RouteBench.Says("Hi")) with { Model = null }).First.Model);

    [Fact]
    public void Auxiliary_calls_go_to_the_small_fast_model_whatever_the_route_says()
    {
        var models = RouteBench.Compile("""{"auto": {"rules": [{"use": "expert"}]}}""");

        var route = models.Resolve(RouteBench.Auto(RouteBench.Says("Hi")) with { Task = "title_generation" });

        Assert.Equal(("small", null), (route.First.Model, route.Taken));
    }

    [Fact]
    public void The_small_fast_model_and_plain_models_are_targets_too()
    {
        var models = RouteBench.Compile("""{"auto": {"rules": [{"name": "s", "when": {"max_characters": 1}, "use": "small-fast"}], "otherwise": "p/vision"}}""");

        Assert.Equal("s small", models.Answer(RouteBench.Says("a")));
        Assert.Equal("otherwise vision", models.Answer(RouteBench.Says("ab")));
        Assert.Equal("s small", $"s {models.Resolve(RouteBench.Auto(RouteBench.Says("a"), "auto")).First.Model}");
    }

    [Fact]
    public void Without_a_look_at_the_request_no_rule_is_tried() => Assert.Equal("otherwise big", RouteBench.Compile(ByComplexity).Answer(null));

    [Fact]
    public void For_other_endpoints_a_route_is_of_a_wrong_type()
    {
        var models = RouteBench.Compile(ByComplexity);

        var route = models.Resolve(new() { Model = "auto", Type = KernelHost.Organizations.ModelType.Embedding });

        Assert.Equal(("e", FallbackReasons.ModelTypeMismatch), (route.First.Model, route.FallbackReason));
    }

    [Fact]
    public void A_misspelt_route_is_among_the_suggestions() =>
        Assert.Contains("auto", Assert.IsType<Resolution.NotFound>(ModelResolver.Resolve(RouteBench.Compile(ByComplexity), new() { Model = "Auto", Exact = true })).Error.Suggestions);

    private static string? Code(SetupModels models, ModelRequest request) => (ModelResolver.Resolve(models, request) as Resolution.NotFound)?.Error.Code;
}
