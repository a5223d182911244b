using System.Text;
using System.Text.Json;
using KernelHost.Forwarding;

namespace KernelHost.Tests.Forwarding;

public class ObjectOutlineTests
{
    [Fact]
    public void Members_are_found_where_they_stand()
    {
        var outline = Outline("""{ "a" : [1, {"b": 2}] , "c":"x" }""");

        Assert.Equal("""[1, {"b": 2}]""", Encoding.UTF8.GetString(outline.Value("a"u8).Span));
        Assert.Equal((JsonTokenType.String, "x", JsonTokenType.None), (outline.Kind("c"u8), outline.Text("c"u8), outline.Kind("b"u8)));
    }

    [Fact]
    public void A_name_is_the_same_however_it_is_spelled()
    {
        var outline = Outline("""{"\u006dodel": "caf\u00e9"}""");

        Assert.Equal("café", outline.Text("model"u8));
    }

    [Theory]
    [InlineData("""{"type": "error"}""", true)]
    [InlineData("""{"type": "\u0065rror"}""", true)]
    [InlineData("""{"type": "errors"}""", false)]
    [InlineData("""{"type": ["error"]}""", false)]
    [InlineData("""{"kind": "error"}""", false)]
    public void A_text_is_the_same_however_it_is_spelled(string json, bool expected) =>
        Assert.Equal(expected, Outline(json).IsText("type"u8, "error"u8));

    [Fact]
    public void One_outline_serves_one_object_after_the_other()
    {
        var outline = Outline("{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":{i}")) + "}");

        outline.Clear();
        Assert.Equal((0, -1, true), (outline.Count, outline.Find("m1"u8), outline.Json.IsEmpty));
        outline.Read("{\"m1\":2}"u8.ToArray());

        Assert.Equal("2", Encoding.UTF8.GetString(outline.Value("m1"u8).Span));
    }

    [Theory]
    [InlineData("""{"model": "a", "model": "b"}""")]
    [InlineData("""{"model": "a", "mod\u0065l": "b"}""")]
    [InlineData("""{"mod\u0065l": "a", "x": 1, "model": "b"}""")]
    public void A_member_that_is_there_twice_is_told(string json)
    {
        var outline = Outline(json);

        Assert.Contains("Duplicate", Assert.Throws<JsonException>(outline.RequireUniqueNames).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_among_a_thousand_members_is_told_too()
    {
        var outline = Outline("{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":{i}")) + ",\"m7\":0}");

        Assert.Throws<JsonException>(outline.RequireUniqueNames);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1} {}")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":[1,}")]
    [InlineData("{'a':1}")]
    [InlineData("")]
    public void What_is_not_one_object_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Outline(json));

    [Fact]
    public void Nesting_ends_somewhere()
    {
        _ = Outline($"{{\"a\":{new string('[', 60)}{new string(']', 60)}}}");

        Assert.ThrowsAny<JsonException>(() => Outline($"{{\"a\":{new string('[', 10_000)}{new string(']', 10_000)}}}"));
    }

    private static ObjectOutline Outline(string json)
    {
        var outline = new ObjectOutline();
        outline.Read(Encoding.UTF8.GetBytes(json));
        return outline;
    }
}
