using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Tests.Models.Rules;

namespace KernelHost.Tests.Organizations;

public sealed class RoutePolicyTests
{
    [Theory]
    [InlineData("""{"default": {}}""", ".default invalid_name")]
    [InlineData("""{"a/b": {}}""", "['a/b'] invalid_name")]
    [InlineData("""{"fast": {}}""", ".fast duplicate_name")]
    [InlineData("""{"auto": {"otherwise": "nobody"}}""", ".auto.otherwise unknown_target")]
    [InlineData("""{"auto": {"rules": [{"use": "fats"}]}}""", ".auto.rules[0].use unknown_target")]
    [InlineData("""{"auto": {"rules": [{"use": "other"}]}, "other": {}}""", ".auto.rules[0].use nested_route")]
    [InlineData("""{"auto": {"rules": [{}]}}""", ".auto.rules[0].use missing_member")]
    [InlineData("""{"auto": {"rules": [{"name": "x", "use": "fast", "split": {"fast": 1}}]}}""", ".auto.rules[0].split conflicting_members")]
    [InlineData("""{"auto": {"rules": [{"split": {"fast": 1}}]}}""", ".auto.rules[0].name missing_member")]
    [InlineData("""{"auto": {"rules": [{"name": "x", "split": {"fast": 0}}]}}""", ".auto.rules[0].split out_of_range")]
    [InlineData("""{"auto": {"rules": [{"name": "x", "split": {"fast": -1, "expert": 2}}]}}""", ".auto.rules[0].split.fast out_of_range")]
    [InlineData("""{"auto": {"rules": [{"name": "x", "split": {"nobody": 2}}]}}""", ".auto.rules[0].split.nobody unknown_target")]
    [InlineData("""{"auto": {"rules": [{"name": "otherwise", "use": "fast"}]}}""", ".auto.rules[0].name invalid_name")]
    [InlineData("""{"auto": {"rules": [{"name": "x", "use": "fast"}, {"name": "x", "use": "fast"}]}}""", ".auto.rules[1].name duplicate_name")]
    [InlineData("""{"auto": {"serves_default": true}, "other": {"serves_default": true}}""", ".other.serves_default duplicate_default")]
    [InlineData("""{"auto": {"rules": [{"when": {"min_token": 3}, "use": "fast"}]}}""", ".auto.rules[0].when.min_token unknown_condition")]
    [InlineData("""{"auto": {"rules": [{"when": {"min_tokens": "3"}, "use": "fast"}]}}""", ".auto.rules[0].when.min_tokens wrong_type")]
    [InlineData("""{"auto": {"rules": [{"when": {"min_tokens": 3, "max_tokens": 2}, "use": "fast"}]}}""", ".auto.rules[0].when.min_tokens never_holds")]
    [InlineData("""{"auto": {"rules": [{"when": {"max_characters": -1}, "use": "fast"}]}}""", ".auto.rules[0].when.max_characters out_of_range")]
    [InlineData("""{"auto": {"rules": [{"when": {"has_question_mark": false, "ends_with_question_mark": true}, "use": "fast"}]}}""", ".auto.rules[0].when.ends_with_question_mark never_holds")]
    [InlineData("""{"auto": {"rules": [{"when": {"keywords": []}, "use": "fast"}]}}""", ".auto.rules[0].when.keywords empty")]
    [InlineData("""{"auto": {"rules": [{"when": {"keywords": ["a", " "]}, "use": "fast"}]}}""", ".auto.rules[0].when.keywords[1] invalid_keyword")]
    [InlineData("""{"auto": {"rules": [{"when": {"metadata": {"tier": ["gold"]}}, "use": "fast"}]}}""", ".auto.rules[0].when.metadata.tier wrong_type")]
    [InlineData("""{"auto": {"rules": [{"when": {"between": ["18:00"]}, "use": "fast"}]}}""", ".auto.rules[0].when.between invalid_time")]
    [InlineData("""{"auto": {"rules": [{"when": {"between": ["6pm", "24:00"]}, "use": "fast"}]}}""", ".auto.rules[0].when.between invalid_time")]
    [InlineData("""{"auto": {"rules": [{"when": {"between": ["06:00", "06:00"]}, "use": "fast"}]}}""", ".auto.rules[0].when.between never_holds")]
    [InlineData("""{"auto": {"rules": [{"when": {"days": ["saturday"]}, "use": "fast"}]}}""", ".auto.rules[0].when.days[0] unknown_day")]
    [InlineData("""{"auto": {"rules": [{"when": {"days": ["sat"], "time_zone": "Europe/Berln"}, "use": "fast"}]}}""", ".auto.rules[0].when.time_zone unknown_time_zone")]
    [InlineData("""{"auto": {"rules": [{"when": {"time_zone": "UTC"}, "use": "fast"}]}}""", ".auto.rules[0].when.time_zone conflicting_members")]
    public void What_is_wrong_in_a_route_is_refused_by_its_path(string routes, string error) => Assert.Equal(error, RouteBench.Rejected(routes));

    [Fact]
    public void A_misspelt_condition_and_a_misspelt_target_get_a_hint()
    {
        var rejected = Assert.Throws<ConfigRejectedException>(() => RouteBench.Setup("""{"auto": {"rules": [{"when": {"keyword": ["a"]}, "use": "exprt"}]}}"""));

        Assert.Equal(
            ["""A rule leads to a named model, "default", "small-fast" or "provider/model". Did you mean "expert"?""", """There is no condition "keyword", so the rule would match what it should not. Did you mean "keywords"?"""],
            rejected.Errors.Select(error => error.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Too_much_of_anything_is_refused()
    {
        Assert.Equal(" too_many", RouteBench.Rejected($$"""{{{Join(21, index => $$"""  "r{{index}}": {}  """)}}}"""));
        Assert.Equal(".auto.rules too_many", RouteBench.Rejected($$"""{"auto": {"rules": [{{Join(101, _ => """{"use": "fast"}""")}}]} }"""));
        Assert.Equal(".auto.rules[0].when.keywords too_many", RouteBench.Rejected($$"""{"auto": {"rules": [{"when": {"keywords": [{{Join(201, index => $"\"w{index}\"")}}]}, "use": "fast"}]} }"""));
        Assert.Equal(" too_many", RouteBench.Rejected($$"""{{{Join(20, index => $$"""  "r{{index}}": {"rules": [{{Join(60, _ => """{"use": "fast"}""")}}]}  """)}}}"""));
    }

    [Fact]
    public void A_target_that_is_not_available_and_a_rule_that_is_never_reached_are_warned_of()
    {
        var setup = RouteBench.Setup("""{"auto": {"rules": [{"use": "p/nope"}, {"use": "off/gone"}], "otherwise": "nobody/x"}}""");

        var warnings = ModelCorrections.Apply(new() { Setups = System.Collections.Immutable.ImmutableDictionary<string, Setup>.Empty.Add("default", setup) }).Warnings;

        Assert.Equal("""
            $.setups.default.models[2].model provider_disabled
            $.setups.default.routes.auto.otherwise provider_not_found
            $.setups.default.routes.auto.rules[0].use model_not_enabled
            $.setups.default.routes.auto.rules[1] unreachable_rule
            $.setups.default.routes.auto.rules[1].use provider_disabled
            """, string.Join('\n', warnings.Select(warning => $"{warning.Path} {warning.Code}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Routes_come_back_as_they_were_written_with_members_this_build_does_not_know()
    {
        const string Routes = """
            {"auto":{"description":"d","serves_default":true,"rules":[{"name":"r","when":{"min_characters":1,"max_characters":2,"min_tokens":3,"max_tokens":4,"has_question_mark":true,"ends_with_question_mark":false,"keywords":["k"],"has_images":true,"has_tools":false,"metadata":{"tier":"gold","n":1.50},"between":["18:00","06:00"],"time_zone":"Europe/Berlin","days":["sat"]},"use":"fast","note":1},{"name":"s","split":{"expert":90}}],"otherwise":"default","owner":{"x":[1]}}}
            """;

        var config = ConfigJson.Parse(Encoding.UTF8.GetBytes($$"""{"setups":{"default":{"models":[{"name":"fast","provider":"p","model":"x"},{"name":"expert","provider":"p","model":"x"}],"providers":{"p":{"kind":"ollama","models":["x"]} },"routes":{{Routes}} } } }""")).Config;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Routes), JsonNode.Parse(ConfigJson.WritePublic(config))?["setups"]?["default"]?["routes"]));
    }

    private static string Join(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
