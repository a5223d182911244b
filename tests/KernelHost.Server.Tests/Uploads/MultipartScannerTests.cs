using System.Text;
using KernelHost.Server.Errors;
using KernelHost.Server.Uploads;

namespace KernelHost.Server.Tests.Uploads;

public sealed class MultipartScannerTests
{
    private const string Form =
        "a preamble\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ä \\\"1\\\".mp3\"\r\nContent-Type: audio/mpeg\r\n\r\nnot \r\n--B, nor \r\n-\r\n--\r\r\n--b \t\r\n"
        + "content-disposition:form-data;name=model\r\n\r\nwhisper-1\r\n--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n\r\n--b--\r\nan epilogue --b\r\n";

    [Fact]
    public void Finds_the_same_parts_wherever_the_body_is_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Form);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second += 7)
            {
                var scanner = Scan(bytes[..first], bytes[first..second], bytes[second..]);
                Assert.Equal(["file", "model", "prompt"], scanner.Parts.Select(part => part.Name));
                Assert.Equal(["not \r\n--B, nor \r\n-\r\n--\r", "whisper-1", ""], scanner.Parts.Select(part => Encoding.UTF8.GetString(bytes[(int)part.Start..(int)part.End])));
                Assert.Equal([null, "whisper-1", null], scanner.Parts.Select(part => part.Text));
                Assert.StartsWith("\r\n--b--", Encoding.UTF8.GetString(bytes[(int)scanner.End..]), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Byte_by_byte_is_the_same()
    {
        var scanner = Scan([.. Encoding.UTF8.GetBytes(Form).Select(one => new[] { one })]);

        Assert.Equal(3, scanner.Parts.Count);
    }

    [Theory]
    [InlineData("", "not in it")]
    [InlineData("no form", "not in it")]
    [InlineData("--b", "ends before")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut", "ends before")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut\r\n--b", "ends before")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut\r\n--b-", "ends before")]
    [InlineData("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--", "no header Content-Disposition")]
    [InlineData("--b\r\n\r\nx\r\n--b--", "no header Content-Disposition")]
    [InlineData("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "no header Content-Disposition")]
    [InlineData("--bc\r\n", "something other than a line end")]
    public void Says_what_is_wrong_with_what_is_no_form(string body, string why)
    {
        var error = Assert.Throws<ApiErrorException>(() => Scan(Encoding.UTF8.GetBytes(body)));

        Assert.Equal((400, "malformed_multipart"), (error.Error.Status, error.Error.Code));
        Assert.Contains(why, error.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--b\r\nX: ", "headers of a part are too long")]
    [InlineData("--b ", "line of it is too long")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n", "'model' is longer than 1024 bytes")]
    public void Holds_no_more_than_it_must(string beginning, string why)
    {
        var endless = Encoding.UTF8.GetBytes(new string(beginning.EndsWith("--b ", StringComparison.Ordinal) ? ' ' : 'x', 20_000));

        Assert.Contains(why, Assert.Throws<ApiErrorException>(() => Scan(Encoding.UTF8.GetBytes(beginning), endless)).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_has_an_end_of_parts()
    {
        var parts = string.Concat(Enumerable.Repeat("\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", 101));

        Assert.Contains("more than 100 parts", Assert.Throws<ApiErrorException>(() => Scan(Encoding.UTF8.GetBytes(parts + "\r\n--b--"))).Error.Message, StringComparison.Ordinal);
    }

    private static MultipartScanner Scan(params byte[][] pieces)
    {
        var scanner = new MultipartScanner("b", name => name == "model");
        foreach (var piece in pieces)
        {
            scanner.Feed(piece);
        }

        scanner.Complete();
        return scanner;
    }
}
