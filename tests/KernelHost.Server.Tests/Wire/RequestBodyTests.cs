using System.Text;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Tests.Wire;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("", "The body is empty: send a JSON object.")]
    [InlineData("{\"a\": 1,\n \"b\": tru}", "The body is not valid JSON, at line 2, byte 10")]
    [InlineData("{\"a\": {\"name\": 1, \"b\": 2, \"name\": 3}}", "The body is not valid JSON: Duplicate property 'name'")]
    [InlineData("[1]", "The body must be an object, not an array.")]
    [InlineData("\"text\"", "The body must be an object, not a string.")]
    [InlineData("{\"a\": {\"\\ud800\": 2}}", "The string at byte 7 holds half of a surrogate pair: send the whole character.")]
    [InlineData("{\"a\": \"\\ud83d\"}", "The string at byte 6 holds half of a surrogate pair: send the whole character.")]
    public void What_is_wrong_with_a_body_is_said_with_its_place(string body, string message)
    {
        var refusal = Assert.Throws<ApiErrorException>(() => RequestBody.Parse(Encoding.UTF8.GetBytes(body))).Error;

        Assert.Equal(400, refusal.Status);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        var refusal = Assert.Throws<ApiErrorException>(() => RequestBody.Parse([.. "{\"a\": \""u8, 0xE9, .. "\"}"u8])).Error;

        Assert.Equal("The body is not UTF-8: encode the JSON as UTF-8.", refusal.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"a\": {new string('[', 10_000)}{new string(']', 10_000)}}}");

        var refusal = Assert.Throws<ApiErrorException>(() => RequestBody.Parse(body)).Error;

        Assert.Equal("malformed_json", refusal.Code);
        Assert.Contains("depth", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_surrogate_pairs_and_a_byte_order_mark_are_fine()
    {
        var body = RequestBody.Parse([0xEF, 0xBB, 0xBF, .. "{\"a\": \"\\ud83d\\ude00\"}"u8]);

        Assert.Equal("😀", body["a"].Text());
    }
}
