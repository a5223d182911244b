using System.Text;
using KernelHost.Forwarding;

namespace KernelHost.Tests.Forwarding;

public class ForwardedJsonTests
{
    [Theory]
    [InlineData("{}", """{"model_info":0}""")]
    [InlineData("{ }", """{"model_info":0 }""")]
    [InlineData("""{"a":1}""", """{"a":1,"model_info":0}""")]
    [InlineData("{ \"a\" : {\"model_info\":1}\n}\n", "{ \"a\" : {\"model_info\":1},\"model_info\":0\n}\n")]
    [InlineData("""{"model_info" : {"resolved":"theirs"}, "a":1}""", """{"model_info" : 0, "a":1}""")]
    [InlineData("""{"a":1,"model\u005finfo":null}""", """{"a":1,"model\u005finfo":0}""")]
    public void Model_info_stands_at_the_end_or_where_theirs_stood(string json, string expected)
    {
        using var answer = Answer(json, "0");

        Assert.Equal((expected, expected.Length), (Write(answer), answer.Length));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "model_info" : 1, "usage": {"prompt_tokens": 2} }""")]
    public void Without_it_the_answer_is_passed_on_as_it_came(string json)
    {
        using var answer = Answer(json, "");

        Assert.Equal((json, json.Length), (Write(answer), answer.Length));
    }

    [Fact]
    public void What_the_host_reads_of_it_outlives_the_outline()
    {
        using var answer = Answer("""{"data":[1],"usage":{"prompt_tokens":2}}""", "0");

        Assert.Equal(("[1]", 2L), (Encoding.UTF8.GetString(answer.Data.Span), answer.Usage?.InputTokenCount));
    }

    private static ForwardedJson Answer(string json, string modelInfo)
    {
        var bytes = new PooledBytes();
        var utf8 = Encoding.UTF8.GetBytes(json);
        utf8.CopyTo(bytes.GetSpan(utf8.Length));
        bytes.Advance(utf8.Length);
        var outline = new ObjectOutline();
        outline.Read(bytes.Memory);
        var answer = new ForwardedJson(bytes, outline, Encoding.UTF8.GetBytes(modelInfo));
        outline.Clear();
        return answer;
    }

    private static string Write(ForwardedJson answer)
    {
        using var bytes = new PooledBytes();
        answer.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.Span);
    }
}
