using System.IO.Compression;
using System.Net;

namespace KernelHost.Providers.Http;

/// <summary>
/// The body of a server that compresses. It was not asked to (an answer comes token by token, and packing tokens one by one saves nothing), but some do whatever
/// they are asked, and proxies on the way do too.
/// </summary>
internal sealed class DecodedContent : HttpContent
{
    private const string Encoding = "Content-Encoding";

    private readonly HttpContent _encoded;
    private readonly Func<Stream, Stream> _decode;

    private DecodedContent(HttpContent encoded, Func<Stream, Stream> decode)
    {
        (_encoded, _decode) = (encoded, decode);
        foreach (var (name, values) in encoded.Headers.NonValidated)
        {
            if (name is not (Encoding or "Content-Length"))
                Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
    }

    /// <summary>Puts what the body says in place of how it was packed. Encodings applied one over the other are taken off in turn; unknown ones stay.</summary>
    public static void Decode(HttpResponseMessage response)
    {
        while (response.Content.Headers.NonValidated.TryGetValues(Encoding, out var encodings)
            && encodings.ToString().Split(',') is [.. var inner, var outer] && Decoder(outer.Trim()) is { } decode)
        {
            response.Content = new DecodedContent(response.Content, decode);
            if (inner.Length > 0)
                response.Content.Headers.TryAddWithoutValidation(Encoding, string.Join(',', inner));
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => _decode(_encoded.ReadAsStream(cancellationToken));

    protected override async Task<Stream> CreateContentReadStreamAsync() => _decode(await _encoded.ReadAsStreamAsync());

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => _decode(await _encoded.ReadAsStreamAsync(cancellationToken));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var decoded = await CreateContentReadStreamAsync();
        await decoded.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _encoded.Dispose();
        base.Dispose(disposing);
    }

    private static Func<Stream, Stream>? Decoder(string encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => stream => new GZipStream(stream, CompressionMode.Decompress),
        "br" => stream => new BrotliAnswer(stream),
        "deflate" => stream => new ZLibStream(stream, CompressionMode.Decompress),
        _ => null,
    };
}
