using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Organizations.LlamaFarm;
using Xunit.Abstractions;

namespace KernelHost.Tests.Organizations.LlamaFarm;

public sealed class YamlReaderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("---\n", "null")]
    [InlineData("# only a comment\n", "null")]
    [InlineData("\uFEFFa: 1", """{"a":1}""")]
    [InlineData("a: ~\nb:\nc: null\nd: 'null'", """{"a":null,"b":null,"c":null,"d":"null"}""")]
    [InlineData("a: [true, False, TRUE, yes, no, on, off, y, 'true']", """{"a":[true,false,true,"yes","no","on","off","y","true"]}""")]
    [InlineData("a: [1, -7, +7, 007, 0o17, 0xFf, 0b1, 1_000, 12:30:45]", """{"a":[1,-7,7,7,15,255,"0b1","1_000","12:30:45"]}""")]
    [InlineData("a: [1.50, 1e3, .5, 1., -0.0, 1E+400, 123456789012345678901234567890]", """{"a":[1.50,1e3,0.5,1,-0.0,1E+400,123456789012345678901234567890]}""")]
    [InlineData("a: 2024-01-01", """{"a":"2024-01-01"}""")]
    [InlineData("on: 1\n1: 2\nnull: 3", """{"on":1,"1":2,"null":3}""")]
    [InlineData("a: |\n  one\n   two\n\n  three\nb: >-\n  one\n  two", """{"a":"one\n two\n\nthree\n","b":"one two"}""")]
    [InlineData("a: \"tab\\t, \\u00e9\"", "{\"a\":\"tab\\t, é\"}")]
    [InlineData("a: \"\\ud83d\\ude80\" # as JSON writes it", "{\"a\":\"\\uD83D\\uDE80\"}")]
    [InlineData("a: !!str 12\nb: !!int 3\nc: ! 4\nd: !!map {x: !!seq [1]}", """{"a":"12","b":3,"c":"4","d":{"x":[1]}}""")]
    [InlineData("a: &x [1, {b: 2}]\nc: *x", """{"a":[1,{"b":2}],"c":[1,{"b":2}]}""")]
    [InlineData("base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}", """{"base":{"x":1,"y":2},"a":{"y":3,"x":1}}""")]
    [InlineData("a: {<<: [{x: 1}, {x: 2, y: 3}]}\n'<<': 4", """{"a":{"x":1,"y":3},"<<":4}""")]
    public void What_is_taken_is_read_by_the_core_schema(string yaml, string json) =>
        Assert.Equal(json, Read(yaml)?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null");

    [Theory]
    [InlineData("a: 1\na: 2", "line 2, column 1")]
    [InlineData("a: 1\n---\nb: 2", "more than one document")]
    [InlineData("a: !!python/object:os.system {}", "Tags")]
    [InlineData("a: !!python/name:os.system ''", "Tags")]
    [InlineData("a: !custom [1]", "Tags")]
    [InlineData("a: !!binary aGk=", "Tags")]
    [InlineData("a: !!int twelve", "fit its tag")]
    [InlineData("a: !!bool 1", "fit its tag")]
    [InlineData("a: *nowhere", "alias")]
    [InlineData("a: &a [*a]", "alias")]
    [InlineData("a: {<<: 3}", "merge key")]
    [InlineData("a: {<<: {}, <<: {}}", "twice")]
    [InlineData("? [a]\n: 1", "must be text")]
    [InlineData("a: .inf", "finite")]
    [InlineData("a: -.INF", "finite")]
    [InlineData("a: .NaN", "finite")]
    [InlineData("a:\n\t- b", "never with tabs (line 2")]
    [InlineData("a: 1\nb:\n  c:\n\td: 1", "never with tabs (line 4")]
    [InlineData("a: [1, 2", "not valid YAML")]
    [InlineData("a: 'open", "not valid YAML")]
    [InlineData("a: b: c", "not valid YAML (line 1")]
    [InlineData("%YAML 3.0\n---\na: 1", "not valid YAML")]
    [InlineData("a: \"\\ud83d\"", "not valid YAML")]
    [InlineData("a: \"\\ude80\"", "not valid YAML")]
    [InlineData("a: \"\\ud83dx\"", "not valid YAML")]
    [InlineData("\"\\ude80\": 1", "not valid YAML")]
    public void What_is_not_taken_is_told_by_its_place(string yaml, string reason)
    {
        var refusal = Assert.Throws<ConfigRejectedException>(() => Read(yaml));

        Assert.Equal("malformed_yaml", refusal.Malformed);
        Assert.Contains(reason, refusal.Errors[0].Message, StringComparison.Ordinal);
        Assert.Matches(@"\(line \d+, column \d+\)\.$", refusal.Errors[0].Message);
    }

    [Fact]
    public void A_refusal_quotes_nothing()
    {
        foreach (var yaml in new[] { "api_key: sk-canary: x", "api_key: [sk-canary", "sk-canary: 1\nsk-canary: 2", "a: *sk-canary", "a: !sk-canary x", "a: 'sk-canary", "sk-canary\nb: c" })
        {
            var refusal = Assert.Throws<ConfigRejectedException>(() => Read(yaml));
            Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Aliases_cannot_make_it_large()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
        {
            bomb.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]\n");
        }

        var refusal = Assert.Throws<ConfigRejectedException>(() => Read(bomb.ToString()));

        Assert.Contains("more than 50000 values", refusal.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_keys_cannot_either()
    {
        var bomb = new StringBuilder("m0: &m0 {a: &a [" + string.Join(",", Enumerable.Repeat("x", 1000)) + "]}\n");
        for (var level = 1; level < 200; level++)
        {
            bomb.Append($"m{level}: &m{level} {{<<: *m{level - 1}, k{level}: *a}}\n");
        }

        Assert.Throws<ConfigRejectedException>(() => Read(bomb.ToString()));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Depth_is_bounded(string open, string close)
    {
        var fits = Read(string.Concat(Enumerable.Repeat(open, YamlReader.MaxDepth - 1)) + "1" + string.Concat(Enumerable.Repeat(close, YamlReader.MaxDepth - 1)));
        var refusal = Assert.Throws<ConfigRejectedException>(() => Read(string.Concat(Enumerable.Repeat(open, 200_000))));

        Assert.NotNull(fits);
        Assert.Contains("nested", refusal.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_by_aliases_is_bounded_too()
    {
        var deep = new StringBuilder("a0: &a0 [1]\n");
        for (var level = 1; level < 60; level++)
        {
            deep.Append($"a{level}: &a{level} [*a{level - 1}]\n");
        }

        Assert.Contains("nested", Assert.Throws<ConfigRejectedException>(() => Read(deep.ToString())).Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_written_is_read_as_it_was()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var document = new JsonObject(Enumerable.Range(0, random.Next(6)).Select(_ => RandomJson.Text(random)).Distinct().Select(key => KeyValuePair.Create(key, RandomJson.Anything(random, 4))));

            var yaml = YamlWriter.Write(document, ["A heading", "with\nline breaks", ""]);

            Assert.True(JsonNode.DeepEquals(document, Read(yaml)), $"{document.ToJsonString()}\n{yaml}\n{Read(yaml)?.ToJsonString()}");
        }
    }

    [Fact]
    public void Broken_text_is_refused_and_nothing_else_happens()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var texts = Fixtures.All.Select(Fixtures.Text).ToArray();
        for (var round = 0; round < 5000; round++)
        {
            var yaml = new StringBuilder(texts[random.Next(texts.Length)]);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                yaml.Insert(random.Next(yaml.Length), RandomJson.Pieces[random.Next(RandomJson.Pieces.Length)]);
                yaml.Remove(random.Next(yaml.Length - 5), random.Next(5));
            }

            try
            {
                Read(yaml.ToString());
            }
            catch (ConfigRejectedException refusal)
            {
                Assert.NotNull(refusal.Malformed);
            }
        }
    }

    private static JsonNode? Read(string yaml) => YamlReader.Read(Encoding.UTF8.GetBytes(yaml));
}
