using System.Text;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

/// <summary>A config as large as a request may be costs about what a small one does: one organisation's must not take the host's memory from all.</summary>
public sealed class LargeConfigTests
{
    [Fact]
    public void Many_wrong_names_beside_many_right_ones_are_told_in_few_words()
    {
        var draft = ConfigJson.Read(Config(providers: 1000, models: 1000));

        Assert.Equal(1000, draft.Errors.Count(error => error.Code == "unknown_provider"));
        Assert.All(draft.Errors, error => Assert.InRange(error.Message.Length, 1, 1000));
    }

    [Theory]
    [InlineData(1001, 1, "$.setups.default.providers")]
    [InlineData(1, 1001, "$.setups.default.models")]
    public void More_than_anybody_has_is_refused_before_it_is_looked_at(int providers, int models, string path)
    {
        var draft = ConfigJson.Read(Config(providers, models));

        Assert.Equal((path, "too_many"), draft.Errors.Select(error => (error.Path, error.Code)).Single());
    }

    private static byte[] Config(int providers, int models)
    {
        var servers = Enumerable.Range(0, providers).Select(index => $$"""  "groq{{index}}": {"kind": "groq"}  """);
        var names = Enumerable.Range(0, models).Select(index => $$"""  {"name": "a{{index}}", "provider": "ollama-elsewhere", "model": "m"}  """);
        return Encoding.UTF8.GetBytes($$"""{"setups": {"default": {"providers": { {{string.Join(',', servers)}} }, "models": [ {{string.Join(',', names)}} ] } } }""");
    }
}
