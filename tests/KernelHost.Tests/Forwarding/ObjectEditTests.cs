using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Forwarding;
using Xunit.Abstractions;

namespace KernelHost.Tests.Forwarding;

public class ObjectEditTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("{}", """{"x":0}""")]
    [InlineData("{ }", """{"x":0 }""")]
    [InlineData("""{"a":1}""", """{"a":1,"x":0}""")]
    [InlineData("{ \"a\" : 1\n}", "{ \"a\" : 1,\"x\":0\n}")]
    [InlineData("""{"x" : "old", "a":1}""", """{"x" : 0, "a":1}""")]
    public void A_member_is_set_where_it_stands_or_at_the_end(string json, string expected)
    {
        var (outline, edit) = Begin(json);

        edit.Set("x"u8.ToArray(), "0"u8.ToArray());

        Assert.Equal(expected, Write(edit));
        Assert.Equal(json.Length, outline.Json.Length);
    }

    [Theory]
    [InlineData("""{"u":1}""", "{}")]
    [InlineData("""{"u":1, "a":2}""", """{"a":2}""")]
    [InlineData("""{"a":2 , "u":1 }""", """{"a":2 }""")]
    [InlineData("""{"a":1,"u":1,"b":2}""", """{"a":1,"b":2}""")]
    public void A_dropped_member_takes_one_comma_along(string json, string expected)
    {
        var (outline, edit) = Begin(json);

        edit.Drop(outline.Find("u"u8));

        Assert.Equal(expected, Write(edit));
    }

    [Fact]
    public void Any_changes_together_are_what_they_are_one_by_one()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
            Change(random);
    }

    private static void Change(Random random)
    {
        var names = Enumerable.Range(0, random.Next(6)).Select(i => $"m{i}").ToArray();
        var json = "{" + string.Join(",", names.Select((name, i) => $"{Blank(random)}\"{name}\"{Blank(random)}:{Blank(random)}{i}{Blank(random)}")) + "}";
        var (outline, edit) = Begin(json);
        var expected = JsonNode.Parse(json)!.AsObject();
        for (var member = 0; member < names.Length; member++)
        {
            switch (random.Next(3))
            {
                case 0:
                    edit.Drop(member);
                    expected.Remove(names[member]);
                    break;
                case 1:
                    edit.Replace(member, "\"new\""u8.ToArray());
                    expected[names[member]] = "new";
                    break;
            }
        }

        for (var added = random.Next(3); added > 0; added--)
        {
            edit.Append(Encoding.UTF8.GetBytes($"x{added}"), "[]"u8.ToArray());
            expected[$"x{added}"] = new JsonArray();
        }

        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(Write(edit))!.ToJsonString());
        Assert.Equal(json, Encoding.UTF8.GetString(outline.Json.Span));
    }

    private static string Blank(Random random) => new(' ', random.Next(3));

    private static (ObjectOutline Outline, ObjectEdit Edit) Begin(string json)
    {
        var outline = new ObjectOutline();
        outline.Read(Encoding.UTF8.GetBytes(json));
        return (outline, new(outline));
    }

    private static string Write(ObjectEdit edit)
    {
        using var bytes = new PooledBytes();
        edit.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.Span);
    }
}
