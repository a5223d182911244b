using System.Net;
using System.Text;

namespace KernelHost.Server.Uploads;

/// <summary>A form made of pieces of an upload and text between them; its length is known. Does not own the upload.</summary>
internal sealed class SplicedForm : HttpContent
{
    private readonly Spool _upload;
    private readonly IReadOnlyList<Piece> _pieces;

    public SplicedForm(Spool upload, string contentType, IReadOnlyList<Piece> pieces)
    {
        (_upload, _pieces) = (upload, pieces);
        Headers.TryAddWithoutValidation("Content-Type", contentType);   // as it came, boundary and all
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in _pieces)
        {
            await (piece.Text is { } text ? stream.WriteAsync(text, cancellationToken).AsTask() : _upload.CopyToAsync(stream, piece.From, piece.To, cancellationToken));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _pieces.Sum(piece => piece.Text?.Length ?? (piece.To - piece.From));
        return true;
    }

    /// <summary>A range of the upload, or text in its place.</summary>
    internal readonly record struct Piece(long From, long To, byte[]? Text)
    {
        public Piece(long from, long to)
            : this(from, to, null)
        {
        }

        public Piece(string text)
            : this(0, 0, Encoding.UTF8.GetBytes(text))
        {
        }
    }
}
