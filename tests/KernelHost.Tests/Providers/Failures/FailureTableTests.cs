using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Tests.Providers.Failures;

/// <summary>What servers are known to answer, and what the host makes of it.</summary>
public class FailureTableTests
{
    private static readonly ProviderConnection Connection = new()
    {
        Name = "ours",
        Kind = ProviderKinds.OpenAICompatible,
        BaseUrl = new("http://models.corp.internal:8000/v1"),
        Key = new Secret("sk-proj-A1b2C3d4E5f6G7h8wxYz"),
    };

    public static TheoryData<string> Rows => [.. FailureRow.All.Keys];

    public static TheoryData<string> InBandRows => [.. FailureRow.All.Values.Where(row => row.InStream is not null).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_answer_has_its_class(string name)
    {
        var row = FailureRow.All[name];
        using var response = row.ToResponse();

        var failure = FailureClassifier.Classify(row.Status, RetryAfter.Read(row.Status, response.Headers, DateTimeOffset.UnixEpoch), row.Body, Connection);

        Assert.Equal(
            (row.Class, row.Status, row.Code, row.RetryAfter, row.Says),
            (failure.Class, failure.Status ?? 0, failure.Code, failure.RetryAfter, failure.Message));
    }

    [Theory]
    [MemberData(nameof(InBandRows))]
    public void It_has_one_inside_a_200_as_well(string name)
    {
        var row = FailureRow.All[name];

        var failure = FailureClassifier.ClassifyInBand(row.Body, Connection);

        Assert.Equal((row.InStream, row.Code, row.Says), (failure.Class, failure.Code, failure.Message));
    }

    [Fact]
    public void Every_row_says_where_it_is_from() => Assert.All(FailureRow.All.Values, row => Assert.Equal(Uri.UriSchemeHttps, new Uri(row.Source).Scheme));
}
