using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using KernelHost.Models;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>A JSON object that goes on as it came but for its model and what a model's admin added: looked through once, never taken apart.</summary>
internal sealed class JsonRequest
{
    private const string ModelMember = "model";

    private readonly byte[] _json;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Range _model;
    private int _end;

    private JsonRequest(byte[] json) => _json = json;

    public string? Model { get; private set; }

    /// <summary>The member <c>stream</c>.</summary>
    public bool Streams { get; private set; }

    /// <exception cref="ApiErrorException">It is too large (413), or not one JSON object in UTF-8 whose model is text (400).</exception>
    public static async Task<JsonRequest> ReadAsync(HttpContext context, long mostBytes)
    {
        var body = context.Request.BodyReader;
        ReadResult read;
        while (!(read = await body.ReadAsync(context.RequestAborted)).IsCompleted)
        {
            if (read.Buffer.Length > mostBytes)
            {
                throw TooLarge(mostBytes);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var json = read.Buffer.Length > mostBytes ? throw TooLarge(mostBytes) : read.Buffer.ToArray();
        body.AdvanceTo(read.Buffer.End);
        context.RequireStillAccepted();
        return Read(json);
    }

    /// <summary>The body for a candidate.</summary>
    public byte[] For(Candidate candidate)
    {
        var buffer = new ArrayBufferWriter<byte>(_json.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStringValue(candidate.Model);
        }

        var model = buffer.WrittenSpan.ToArray();
        buffer.ResetWrittenCount();
        if (_names.Contains(ModelMember))
        {
            buffer.Write(_json.AsSpan(.._model.Start));
            buffer.Write(model);
            buffer.Write(_json.AsSpan(_model.End.._end));
        }
        else
        {
            buffer.Write(_json.AsSpan(.._end));
            buffer.Write(_names.Count > 0 ? ",\"model\":"u8 : "\"model\":"u8);
            buffer.Write(model);
        }

        WriteDefaults(buffer, candidate);
        buffer.Write(_json.AsSpan(_end..));
        return buffer.WrittenSpan.ToArray();
    }

    internal static JsonRequest Read(byte[] json)
    {
        var request = new JsonRequest(json.AsSpan().StartsWith("\uFEFF"u8) ? json[3..] : json);
        try
        {
            RequestBody.RefuseHalfCharacters(request._json);
            request.Scan();
            return request;
        }
        catch (JsonException)
        {
            _ = RequestBody.Parse(json);   // says what is wrong, and where
            throw;
        }
    }

    private void WriteDefaults(ArrayBufferWriter<byte> buffer, Candidate candidate)
    {
        var written = new HashSet<string>(StringComparer.Ordinal) { ModelMember };
        foreach (var (name, value) in (candidate.Parameters ?? []).Concat(candidate.Named?.ModelApiParameters ?? []).Concat(candidate.Named?.ExtraBody ?? []))
        {
            if (_names.Contains(name) || !written.Add(name))
            {
                continue;
            }

            buffer.Write(","u8);
            using var writer = new Utf8JsonWriter(buffer, WireJson.Options);
            writer.WriteStringValue(name);
            writer.Flush();
            buffer.Write(":"u8);
            writer.Reset();
            value.WriteTo(writer);
        }
    }

    private void Scan()
    {
        var reader = new Utf8JsonReader(_json);
        if (!System.Text.Unicode.Utf8.IsValid(_json) || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("No object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            if (!_names.Add(name))
            {
                throw BadRequest.Create(BadRequest.Malformed, $"The body has more than one member '{Excerpt.Of(name)}': send one.", Excerpt.Of(name));
            }

            reader.Read();
            var start = (int)reader.TokenStartIndex;
            Take(name, ref reader);
            reader.Skip();
            if (name == ModelMember)
            {
                _model = start..(int)reader.BytesConsumed;
            }
        }

        _end = (int)reader.TokenStartIndex;
        while (reader.Read())
        {
            // Anything behind the object throws.
        }
    }

    private void Take(string name, ref Utf8JsonReader reader)
    {
        if (name == "stream")
        {
            Streams = reader.TokenType == JsonTokenType.True;
        }
        else if (name == ModelMember)
        {
            Model = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
                ? reader.GetString()
                : throw BadRequest.Create(BadRequest.WrongType, "'model' must be a string.", ModelMember);
        }
    }

    private static ApiErrorException TooLarge(long mostBytes) => new(new(StatusCodes.Status413PayloadTooLarge, "request_too_large",
        $"The body is larger than the {mostBytes} bytes this host takes (setting Server:MaxModelRequestBytes)."));
}
