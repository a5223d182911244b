using System.Text;
using System.Text.Json;
using KernelHost.Knowledge;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <summary>Documents as clients send them: one as JSON, or the files of a form.</summary>
internal static class DocumentUpload
{
    private const string MetadataField = "metadata";
    private const int MostFiles = 1000;
    private const int MostMetadata = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ApiErrorException">It is too large, no documents, or not readable.</exception>
    public static Task<IReadOnlyList<SentDocument>> ReadAsync(HttpContext context, KnowledgeOptions limits) =>
        context.Request.HasFormContentType ? ReadFormAsync(context, limits) : ReadJsonAsync(context);

    private static async Task<IReadOnlyList<SentDocument>> ReadJsonAsync(HttpContext context)
    {
        var bytes = await Utf8Body.ReadAsync(context.Request, context.RequestAborted);
        var body = Parse(bytes);
        return [new(RequestMembers.Required(body.Name, "name"), body.ContentType, body.Title, Metadata(body.Metadata), RequestMembers.Required(body.Text, "text"))];
    }

    private static DocumentBody Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, KnowledgeWireJson.Default.DocumentBody) ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new BadHttpRequestException("The body is no document.", StatusCodes.Status400BadRequest, problem);
        }
    }

    private static async Task<IReadOnlyList<SentDocument>> ReadFormAsync(HttpContext context, KnowledgeOptions limits)
    {
        var form = await FormAsync(context, limits);
        context.RequireStillAccepted();
        if (form.Keys.FirstOrDefault(key => key != MetadataField) is { } unknown)
        {
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "unknown_member", $"The form has a field that is not known here: send files, and \"{MetadataField}\" for all of them.") { Param = Excerpt.Of(unknown) });
        }

        if (form.Files.Count == 0)
        {
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "no_files", "The form has no files: send each document as a part with a filename."));
        }

        var metadata = Metadata(form[MetadataField].FirstOrDefault());
        var sent = new List<SentDocument>(form.Files.Count);
        foreach (var file in form.Files)
        {
            sent.Add(new(file.FileName, file.ContentType, null, metadata, await TextAsync(file, limits, context.RequestAborted)));
        }

        return sent;
    }

    private static async Task<IFormCollection> FormAsync(HttpContext context, KnowledgeOptions limits)
    {
        try
        {
            return await context.Request.ReadFormAsync(
                new FormOptions { MultipartBodyLengthLimit = limits.MaxUploadBytes, ValueCountLimit = MostFiles, ValueLengthLimit = MostMetadata, MemoryBufferThreshold = 256 * 1024 }, context.RequestAborted);
        }
        catch (Exception failure) when (failure is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "malformed_multipart", "The form could not be read: let your HTTP client make it, with one part per file."));
        }
    }

    private static async Task<string> TextAsync(IFormFile file, KnowledgeOptions limits, CancellationToken cancellationToken)
    {
        if (file.Length > limits.MaxDocumentBytes)
        {
            throw new ApiErrorException(new(StatusCodes.Status413PayloadTooLarge, "document_too_large",
                $"A file is larger than the {limits.MaxDocumentBytes} bytes a document may have (setting Knowledge:MaxDocumentBytes): split it.")
            {
                Param = Excerpt.Of(file.FileName),
            });
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        try
        {
            return Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        catch (DecoderFallbackException)
        {
            throw new ApiErrorException(new(StatusCodes.Status422UnprocessableEntity, "not_utf8", "A file is not UTF-8 text: save it as UTF-8, or convert it.") { Param = Excerpt.Of(file.FileName) });
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes[2..])
        : bytes is [0xFE, 0xFF, ..] ? new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes[2..])
        : Strict.GetString(bytes);

    private static string Metadata(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return "{}";
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Metadata(document.RootElement);
        }
        catch (JsonException)
        {
            throw RequestMembers.Invalid(MetadataField, "invalid_metadata", "\"metadata\" must be a JSON object.");
        }
    }

    private static string Metadata(JsonElement? json) => json switch
    {
        null or { ValueKind: JsonValueKind.Null } => "{}",
        { ValueKind: JsonValueKind.Object } one when one.GetRawText() is { Length: <= MostMetadata } text => one.EnumerateObject().All(member => IsPlain(member.Value))
            ? text : throw RequestMembers.Invalid(MetadataField, "invalid_metadata", "The members of \"metadata\" must be text, numbers, true or false, or lists of them."),
        { ValueKind: JsonValueKind.Object } => throw RequestMembers.Invalid(MetadataField, "invalid_metadata", $"\"metadata\" must have at most {MostMetadata} characters."),
        _ => throw RequestMembers.Invalid(MetadataField, "invalid_metadata", "\"metadata\" must be a JSON object."),
    };

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
        || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)));
}
