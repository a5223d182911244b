using System.Text;

namespace KernelHost.Traffic.Fuzz;

/// <summary>A request as bytes: nothing corrects it on the way, as an HTTP client would.</summary>
/// <param name="IsHttp">False when the HTTP itself is broken: a server may then answer without a body, or just close.</param>
internal sealed record WireRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, bool IsHttp = true)
{
    public bool IsChunked { get; init; }

    /// <summary>What Content-Length says; null = the truth.</summary>
    public string? Length { get; init; }

    public byte[] ToBytes()
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (IsChunked)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (Body is not null || Length is not null)
        {
            head.Append("Content-Length: ").Append(Length ?? $"{Body?.Length}").Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. IsChunked ? Chunks(Body ?? []) : Body ?? []];
    }

    /// <summary>What to paste to send it again.</summary>
    public string Repeat(Uri server) => $"base64 -d <<< '{Convert.ToBase64String(ToBytes())}' | nc {server.Host} {server.Port}";

    public override string ToString() => string.Concat(Encoding.Latin1.GetString(ToBytes()).Take(1200).Select(c => c is '\n' or (>= ' ' and <= '~') ? c : '.'));

    private static byte[] Chunks(byte[] body) =>
        [.. body.Chunk(37).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, 13, 10]), .. "0\r\n\r\n"u8];
}

/// <param name="Status">0 = the connection was closed without an answer.</param>
internal sealed record WireAnswer(int Status, string Head, string Body, bool Closes)
{
    public string? Header(string name) => Head.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
