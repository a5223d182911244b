using System.Text;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Tests.Providers;

/// <summary>What comes through of a failure beside its class (of which the table in <c>Failures</c> tells), and what does not.</summary>
public class FailureClassifierTests
{
    private static readonly ProviderConnection Connection = new()
    {
        Name = "ours",
        Kind = ProviderKinds.OpenAICompatible,
        BaseUrl = new("http://models.corp.internal:8000/v1"),
        Key = new Secret("our-very-own-key"),
    };

    [Fact]
    public void The_upstreams_own_words_code_and_param_come_through()
    {
        var failure = Classify(400, """{"error":{"message":"Bad temperature.","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}""");

        Assert.Equal(("Bad temperature.", 400, "invalid_value", "temperature"), (failure.Message, failure.Status, failure.Code, failure.Param));
    }

    [Fact]
    public void A_status_inside_a_200_counts_as_the_status() =>
        Assert.Equal(429, Classify(200, """{"error":{"message":"slow down","code":429}}""").Status);

    [Theory]
    [InlineData("key our-very-own-key refused", "key *** refused")]
    [InlineData("Incorrect API key provided: sk-proj-abcdef0123456789.", "Incorrect API key provided: ***")]
    [InlineData("see https://platform.openai.com/account/api-keys.", "see https://platform.openai.com/account/api-keys.")]
    [InlineData("POST http://models.corp.internal:8000/v1/chat failed", "POST *** failed")]
    [InlineData("cannot reach models.corp.internal:8000", "cannot reach ***")]
    [InlineData("cannot reach http://vllm-0.vllm:8000/health", "cannot reach ***")]
    [InlineData("dial tcp 10.0.3.7:11434: refused", "dial tcp ***: refused")]
    [InlineData("dial tcp [::1]:11434: refused", "dial tcp ***: refused")]
    [InlineData("dial localhost:11434", "dial ***")]
    [InlineData("version 1.2.3 of o1", "version 1.2.3 of o1")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: Bearer ***")]
    [InlineData("wrong key: abcd****wxyz.", "wrong key: ***.")]
    [InlineData("**bold** and a * b", "**bold** and a * b")]
    [InlineData("in organization org-Ab1Cd2Ef3 and project proj_Ab1Cd2Ef3", "in organization *** and project ***")]
    [InlineData("(org: 8A0EF3F8-ff1f-4e3b-8d3c-0f1a2b3c4d5e)", "(org: ***)")]
    [InlineData("request 8a0ef3f8-ff1f-4e3b-8d3c-0f1a2b3c4d5e", "request 8a0ef3f8-ff1f-4e3b-8d3c-0f1a2b3c4d5e")]
    [InlineData("for consumer 'projects/391029737820'", "for consumer 'projects/***'")]
    [InlineData("org_defaults and project 12 stay", "org_defaults and project 12 stay")]
    public void No_key_and_no_inner_address_travels_on(string said, string told) =>
        Assert.Equal(told, Scrubber.Scrub(said, Connection));

    [Fact]
    public void A_key_pasted_with_its_line_end_is_scrubbed_as_it_was_sent()
    {
        var pasted = Connection with { Key = new Secret("our-very-own-key\n") };

        var failure = FailureClassifier.Classify(401, null, """{"error":{"message":"No such key: our-very-own-key."}}"""u8.ToArray(), pasted);

        Assert.Equal("No such key: ***.", failure.Message);
    }

    private static ProviderException Classify(int status, string body) =>
        FailureClassifier.Classify(status, null, Encoding.UTF8.GetBytes(body), Connection);
}
