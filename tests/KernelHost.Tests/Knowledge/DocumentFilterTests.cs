using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Knowledge.Search;

namespace KernelHost.Tests.Knowledge;

public class DocumentFilterTests
{
    [Theory]
    [InlineData("a", "1", true)]
    [InlineData("a", "1.0", true)]
    [InlineData("a", "\"1\"", false)]
    [InlineData("b", "true", true)]
    [InlineData("b", "1", false)]
    [InlineData("c", "\"y\"", true)]
    [InlineData("c", "\"z\"", false)]
    [InlineData("missing", "null", false)]
    public void A_member_fits_by_its_value_or_by_one_of_its_list(string member, string value, bool fits) =>
        Assert.Equal(fits, new DocumentFilter { Metadata = Wanting(member, value) }.Fits("id", "name", """{"a": 1, "b": true, "c": ["x", "y"]}"""));

    internal static ImmutableDictionary<string, ImmutableArray<JsonElement>> Wanting(string member, params string[] values) =>
        ImmutableDictionary<string, ImmutableArray<JsonElement>>.Empty.Add(member, [.. values.Select(value => JsonDocument.Parse(value).RootElement)]);
}
