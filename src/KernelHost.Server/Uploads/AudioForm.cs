using System.IO.Pipelines;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Uploads;

/// <summary>The form of a transcription as it was sent, with what the host reads of it. Holds the upload until it is disposed of.</summary>
internal sealed class AudioForm : IAsyncDisposable
{
    private const string File = "file";
    private const string ModelPart = "model";
    private const string StreamPart = "stream";
    private const int LongestBoundary = 128;

    /// <summary>What a form may hold beside its file: prompts, fields, headers.</summary>
    private const long MostBesideFile = 256 * 1024;

    private readonly Spool _spool;
    private readonly string _boundary;
    private readonly long _end;

    private AudioForm(Spool spool, string contentType, string boundary, MultipartScanner scanned)
    {
        (_spool, ContentType, _boundary, _end, Parts) = (spool, contentType, boundary, scanned.End, scanned.Parts);
        ModelField = Single(ModelPart);
        Streams = bool.TryParse(Single(StreamPart)?.Text, out var streams) && streams;
    }

    public string ContentType { get; }

    public IReadOnlyList<MultipartPart> Parts { get; }

    public MultipartPart? ModelField { get; }

    public string? Model => ModelField?.Text;

    public bool Streams { get; }

    /// <exception cref="ApiErrorException">It is too large (413), or no form with one file and at most one model (400), or there is no room for it now (503).</exception>
    public static async Task<AudioForm> ReadAsync(HttpContext context, Spools spools, long mostFileBytes)
    {
        var contentType = context.Request.ContentType ?? "";
        var boundary = BoundaryIn(contentType);
        if (context.Request.ContentLength > mostFileBytes + MostBesideFile)
        {
            throw TooLarge(mostFileBytes);
        }

        var spool = spools.Create();
        try
        {
            var scanner = new MultipartScanner(boundary, name => name is ModelPart or StreamPart);
            await ReceiveAsync(context.Request.BodyReader, scanner, spool, mostFileBytes, context.RequestAborted);
            context.RequireStillAccepted();
            var form = new AudioForm(spool, contentType, boundary, scanner);
            form.RequireFile(mostFileBytes);
            return form;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same form for another model: only the content of its part changes, or a part is added.</summary>
    /// <param name="further">Fields to add, by name.</param>
    public HttpContent For(string model, IEnumerable<KeyValuePair<string, string>> further) => new SplicedForm(_spool, ContentType, ModelField is { } field
        ? [new(0, field.Start), new(model), new(field.End, _end), .. further.Select(Field), new(_end, _spool.Length)]
        : [new(0, _end), Field(new(ModelPart, model)), .. further.Select(Field), new(_end, _spool.Length)]);

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    private SplicedForm.Piece Field(KeyValuePair<string, string> field) =>
        new($"\r\n--{_boundary}\r\nContent-Disposition: form-data; name=\"{field.Key}\"\r\n\r\n{field.Value}");

    private void RequireFile(long mostFileBytes)
    {
        var files = Parts.Where(part => part.Name == File).ToList();
        if (files.Count == 0)
        {
            throw BadRequest.Create(BadRequest.Missing, "The form has no part named 'file': send the audio in one.", File);
        }

        if (files.Exists(file => file.IsEmpty))
        {
            throw BadRequest.Create(BadRequest.WrongValue, "'file' is empty: send an audio file.", File);
        }

        if (files.Exists(file => file.End - file.Start > mostFileBytes))
        {
            throw TooLarge(mostFileBytes);
        }
    }

    private MultipartPart? Single(string name)
    {
        var parts = Parts.Where(part => part.Name == name).Take(2).ToList();
        return parts.Count > 1 ? throw BadRequest.Create(BadRequest.WrongValue, $"The form has more than one part named '{name}': send one.", name) : parts.FirstOrDefault();
    }

    private static async Task ReceiveAsync(PipeReader body, MultipartScanner scanner, Spool spool, long mostFileBytes, CancellationToken cancellationToken)
    {
        ReadResult read;
        do
        {
            read = await body.ReadAsync(cancellationToken);
            if (spool.Length + read.Buffer.Length > mostFileBytes + MostBesideFile)
            {
                throw TooLarge(mostFileBytes);
            }

            foreach (var bytes in read.Buffer)
            {
                scanner.Feed(bytes.Span);
                await spool.AppendAsync(bytes, cancellationToken);
            }

            body.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        scanner.Complete();
    }

    private static string BoundaryIn(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw BadRequest.Create("invalid_content_type", "Send the audio as a form: \"Content-Type: multipart/form-data\" with a part named 'file'.", File);
        }

        return HeaderUtilities.RemoveQuotes(type.Boundary).ToString() switch
        {
            "" => throw BadRequest.Create("malformed_multipart", "The Content-Type names no boundary: let your HTTP client make it.", File),
            { Length: > LongestBoundary } => throw BadRequest.Create("malformed_multipart", $"The boundary that the Content-Type names is longer than {LongestBoundary} characters.", File),
            var boundary => boundary,
        };
    }

    private static ApiErrorException TooLarge(long mostFileBytes) => new(new(StatusCodes.Status413PayloadTooLarge, "request_too_large",
        $"The audio is larger than the {mostFileBytes} bytes this host takes (setting Server:MaxAudioBytes): send a shorter piece, or a compressed format.")
    {
        Param = File,
    });
}
