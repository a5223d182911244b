using System.Text.Json;
using KernelHost.Providers.Embedded;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class SchemaFillerTests
{
    [Fact]
    public async Task Takes_values_from_the_text()
    {
        var person = await Embedded.FillAsync(
            """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},"email":{"type":"string","format":"email"},"city":{"type":"string"}}}""",
            "John Smith is 42 years old and lives in Paris. Write to john@smith.org");

        Assert.Equal("""{"name":"John Smith","age":42,"email":"john@smith.org","city":"Paris"}""", person.GetRawText());
    }

    [Fact]
    public async Task Chooses_the_best_enum_value_and_says_how_sure_it_is()
    {
        var answer = await Embedded.FillAsync(
            """{"type":"object","properties":{"label":{"enum":["refund","delivery","praise"]},"confidence":{"type":"number","minimum":0,"maximum":1}}}""",
            "My parcel has not arrived yet");

        Assert.Equal("delivery", answer.GetProperty("label").GetString());
        Assert.InRange(answer.GetProperty("confidence").GetDouble(), 0.5, 1);
    }

    [Fact]
    public async Task Chooses_a_label_that_only_the_prompt_lists()
    {
        var answer = await Embedded.FillAsync("""{"type":"object","properties":{"label":{"type":"string"}}}""", "Labels: refund, delivery\nText: Where is my parcel?");

        Assert.Equal("delivery", answer.GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("Draw me a cat in a hat", true)]
    [InlineData("How old is the universe?", false)]
    public async Task Decides_a_flag_by_its_name(string message, bool expected)
    {
        var answer = await Embedded.FillAsync("""{"type":"object","properties":{"is_image_request":{"type":"boolean"}},"required":["is_image_request"]}""", message);

        Assert.Equal(expected, answer.GetProperty("is_image_request").GetBoolean());
    }

    [Fact]
    public async Task Rewrites_a_query_into_a_member()
    {
        var answer = await Embedded.FillAsync(
            """{"type":"object","properties":{"rewritten_query":{"type":"string"}}}""",
            "Conversation:\nUser: Who founded Microsoft?\nAssistant: Bill Gates did.\nQuery: When was he born?", "Rewrite the query.");

        Assert.Equal("When was Bill Gates born?", answer.GetProperty("rewritten_query").GetString());
    }

    [Fact]
    public async Task Makes_a_rubric_whose_weights_are_a_hundred_and_whose_levels_descend()
    {
        var rubric = await Embedded.FillAsync(
            """
            {"type":"object","properties":{"title":{"type":"string"},"criteria":{"type":"array","minItems":2,"items":{"type":"object","properties":{
              "id":{"type":"string"},"name":{"type":"string"},"weight":{"type":"number"},"order":{"type":"integer"},
              "levels":{"type":"array","minItems":2,"items":{"type":"object","properties":{"score":{"type":"number"},"label":{"type":"string"}}}}}}}}}
            """,
            "Prompt: An essay on climate change for pupils, with sources and a clear argument.", "Generate a rubric. Use 3 criteria with 4 levels.");

        var criteria = rubric.GetProperty("criteria").EnumerateArray().ToList();
        Assert.Equal("Essay on climate change for pupils", rubric.GetProperty("title").GetString());
        Assert.Equal(100, criteria.Sum(criterion => criterion.GetProperty("weight").GetDecimal()));
        Assert.Equal(["criterion-1", "criterion-2", "criterion-3"], criteria.Select(criterion => criterion.GetProperty("id").GetString()));
        Assert.Equal([4, 3, 2, 1], criteria[0].GetProperty("levels").EnumerateArray().Select(level => level.GetProperty("score").GetInt32()));
    }

    [Fact]
    public async Task Gives_one_item_for_each_id_an_enum_names()
    {
        var scores = await Embedded.FillAsync(
            """{"type":"array","items":{"type":"object","properties":{"criterion_id":{"enum":["clarity","sources","style","length"]},"score":{"type":"integer","minimum":1,"maximum":4}},"required":["criterion_id","score"]}}""",
            "Submission: Some text with sources");

        Assert.Equal(["clarity", "sources", "style", "length"], scores.EnumerateArray().Select(score => score.GetProperty("criterion_id").GetString()));
    }

    [Fact]
    public async Task The_mini_model_leaves_optional_members_out()
    {
        const string schema = """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["b"]}""";

        Assert.Equal(["b"], (await Embedded.FillAsync(schema, "text", model: EmbeddedProvider.ExtractiveMini)).EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Answers_a_plain_json_request_with_an_object()
    {
        var answer = await Embedded.AskAsync("Is it raining?", options: new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal(JsonValueKind.String, JsonElement.Parse(answer).GetProperty("answer").ValueKind);
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"next":{"$ref":"#/$defs/node"}},"required":["value"]}}}""")]
    [InlineData("""{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"]}""")]
    [InlineData("""{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""")]
    public async Task A_recursive_schema_comes_to_an_end(string schema) =>
        Assert.Null(MiniValidator.Fault(JsonElement.Parse(schema), await Embedded.FillAsync(schema, "one 2 three")));

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"type":"nonsense"}""")]
    [InlineData("""{"type":7,"properties":[],"required":"x","enum":[],"items":3}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"number","minimum":1e300,"maximum":"x","multipleOf":0}""")]
    [InlineData("""{"type":"array","minItems":1e9,"items":{"type":"array","minItems":1e9}}""")]
    [InlineData("""{"anyOf":[]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}""")]
    public async Task A_senseless_schema_still_gets_json(string schema) =>
        Assert.NotEqual(JsonValueKind.Undefined, (await Embedded.FillAsync(schema, "text")).ValueKind);
}
