using System.Collections.Frozen;
using KernelHost.Models;
using KernelHost.Models.Rules;

namespace KernelHost.Tests.Models.Rules;

/// <summary>Each condition at its edges.</summary>
public class RouteConditionTests
{
    [Theory]
    [InlineData("""{"min_characters": 3}""", "abc", true)]
    [InlineData("""{"min_characters": 4}""", "abc", false)]
    [InlineData("""{"max_characters": 3}""", "🚀🚀🚀", true)]
    [InlineData("""{"min_tokens": 2, "max_tokens": 2}""", "12345", true)]
    [InlineData("""{"min_tokens": 2, "max_tokens": 2}""", "1234", false)]
    [InlineData("""{"has_question_mark": true}""", "Why? Because.", true)]
    [InlineData("""{"has_question_mark": false}""", "Why? Because.", false)]
    [InlineData("""{"ends_with_question_mark": true}""", "Why? Because.", false)]
    [InlineData("""{"ends_with_question_mark": true}""", "Because. Why? \n", true)]
    [InlineData("""{"ends_with_question_mark": true}""", "为什么？", true)]
    [InlineData("""{"ends_with_question_mark": false}""", "", true)]
    [InlineData("""{"keywords": ["prove", "Größe"]}""", "die GRÖSSE", false)]
    [InlineData("""{"keywords": ["prove", "Größe"]}""", "die GRÖßE", true)]
    [InlineData("""{"keywords": ["prove"], "min_characters": 9}""", "Prove it", false)]
    [InlineData("{}", "", true)]
    public void Of_the_message(string when, string message, bool matches) => Assert.Equal(matches, Matches(when, RouteBench.Says(message)));

    [Theory]
    [InlineData("""{"has_images": true}""", true)]
    [InlineData("""{"has_images": false}""", false)]
    [InlineData("""{"has_tools": true}""", false)]
    [InlineData("""{"has_tools": false, "has_images": true}""", true)]
    [InlineData("""{"metadata": {"tier": "gold"}}""", true)]
    [InlineData("""{"metadata": {"tier": "Gold"}}""", false)]
    [InlineData("""{"metadata": {"tier": "gold", "level": 3}}""", true)]
    [InlineData("""{"metadata": {"beta": true}}""", true)]
    [InlineData("""{"metadata": {"absent": ""}}""", false)]
    public void Of_what_comes_with_it(string when, bool matches) => Assert.Equal(matches, Matches(when, RouteBench.Says("") with
    {
        HasImages = true,
        Metadata = new Dictionary<string, string> { ["tier"] = "gold", ["level"] = "3", ["beta"] = "true" }.ToFrozenDictionary(),
    }));

    [Theory]
    [InlineData("""{"between": ["18:00", "06:00"]}""", "2026-11-18T17:59:59Z", false)]
    [InlineData("""{"between": ["18:00", "06:00"]}""", "2026-11-18T18:00:00Z", true)]
    [InlineData("""{"between": ["18:00", "06:00"]}""", "2026-11-18T05:59:59Z", true)]
    [InlineData("""{"between": ["18:00", "06:00"]}""", "2026-11-18T06:00:00Z", false)]
    [InlineData("""{"between": ["09:00", "17:00"], "time_zone": "Europe/Berlin"}""", "2026-11-18T08:00:00Z", true)]
    [InlineData("""{"between": ["09:00", "17:00"], "time_zone": "Europe/Berlin"}""", "2026-07-18T07:00:00Z", true)]
    [InlineData("""{"between": ["09:00", "17:00"], "time_zone": "Europe/Berlin"}""", "2026-07-18T15:00:00Z", false)]
    [InlineData("""{"days": ["sat", "sun"]}""", "2026-11-21T23:59:00Z", true)]
    [InlineData("""{"days": ["sat", "sun"], "time_zone": "Asia/Tokyo"}""", "2026-11-22T16:00:00Z", false)]
    [InlineData("""{"days": ["fri"], "between": ["22:00", "02:00"]}""", "2026-11-21T01:00:00Z", false)]
    public void Of_the_time(string when, string time, bool matches) => Assert.Equal(matches, Matches(when, RouteBench.Says("") with { Time = DateTimeOffset.Parse(time, null) }));

    [Fact]
    public void The_trace_says_of_every_rule_what_it_found_and_never_what_the_client_wrote()
    {
        var models = RouteBench.Compile("""
            {"auto": {"rules": [
              {"name": "long", "when": {"min_tokens": 4000}, "use": "expert"},
              {"when": {"max_characters": 80, "ends_with_question_mark": true}, "use": "fast"},
              {"name": "words", "when": {"keywords": ["analyse", "prove"]}, "use": "expert"},
              {"name": "gold", "when": {"metadata": {"tier": "gold"}}, "use": "expert"},
              {"name": "night", "when": {"between": ["18:00", "06:00"], "days": ["sat", "mon"]}, "use": "fast"},
              {"name": "test", "when": {"has_images": false}, "split": {"fast": 90, "p/big": 10}}]}}
            """);
        var steps = new List<ResolutionStep>();

        ModelResolver.Resolve(models, RouteBench.Auto(RouteBench.Says("my secret") with { User = "ann", Metadata = new Dictionary<string, string> { ["tier"] = "silver" }.ToFrozenDictionary() }), steps);

        Assert.Equal("""
            route_rule  skipped auto/long: 3 tokens, as estimated, wanted at least 4000
            route_rule  skipped auto/rules[1]: no question mark at the end, wanted one
            route_rule  skipped auto/words: none of 2 keywords
            route_rule  skipped auto/gold: metadata.tier is something else, wanted "gold"
            route_rule  skipped auto/night: wed 12:00 in UTC, wanted 18:00 to 06:00, mon, sat
            route_rule fast chosen auto/test: no image, wanted none; of fast 90 %, p/big 10 %, kept for this user
            route_target p/small chosen available
            global_default_model p/big skipped stands in if those before it fail
            """, string.Join('\n', steps.Take(8).Select(step => $"{step.Step} {step.Candidate} {step.Outcome} {step.Reason}")));
    }

    private static bool Matches(string when, RequestSignals signals) =>
        RouteBench.Compile($$"""{"auto": {"rules": [{"when": {{when}}, "use": "fast"}], "otherwise": "expert"} }""").Answer(signals) == "rules[0] small";
}
