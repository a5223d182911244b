using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The body of <c>POST /v1/embeddings</c> for servers of another format, and for saying what is wrong with it.</summary>
internal sealed record EmbeddingsRequest(string? Model, IReadOnlyList<string> Inputs, bool AsBase64, EmbeddingGenerationOptions Options)
{
    // What a body's size allows would be hundreds of megabytes of vectors.
    private const int MostInputs = 16_384;

    private static readonly string[] Members = ["model", "encoding_format", "dimensions", "user"];
    private static readonly string[] Known = ["model", "input", "encoding_format", "dimensions"];

    public static EmbeddingsRequest Read(WireValue body)
    {
        _ = body["user"].OptionalText();
        var options = new EmbeddingGenerationOptions { Dimensions = body["dimensions"].OptionalCount(1), AdditionalProperties = body.Json.Further(Known) };
        return new(body["model"].OptionalText(), ReadInputs(body["input"]), IsBase64(body["encoding_format"]), options);
    }

    /// <summary>Looks a body over without building anything from it, unless something is wrong with it.</summary>
    public static EmbeddingCall Read(OpenAiRequest request, Func<ModelCallReport, ReadOnlyMemory<byte>>? modelInfo)
    {
        var format = request.Kind("encoding_format"u8) == JsonTokenType.String ? request.Value("encoding_format"u8) : default;
        var dimensions = request.Kind("dimensions"u8) == JsonTokenType.Number && Utf8Parser.TryParse(request.Value("dimensions"u8).Span, out int count, out _) ? count : (int?)null;
        if (!Members.All(member => IsGood(request, member)) || EmbeddingInputs.Read(request.Value("input"u8)) is not { Count: <= MostInputs } inputs)
        {
            _ = Read(RequestBody.Parse(request.Json.Span));
            throw BadRequest.Create(BadRequest.WrongType, "'input' must be a string, an array of strings, an array of tokens or an array of such arrays.", "input");
        }

        return new(request, inputs, format.Span.SequenceEqual("\"base64\""u8), dimensions, () => Question(request, inputs), modelInfo);
    }

    private static EmbeddingQuestion Question(OpenAiRequest request, EmbeddingInputs inputs)
    {
        if (inputs.AreTokens)
            throw BadRequest.Create(BadRequest.WrongType, "'input' holds tokens, which the server of this model cannot take: send the text itself.", "input");
        var read = Read(RequestBody.Parse(request.Json.Span));
        return new(read.Inputs, read.Options);
    }

    private static bool IsGood(OpenAiRequest request, string member)
    {
        var value = request.Value(Encoding.UTF8.GetBytes(member)).Span;
        return value.IsEmpty || value.SequenceEqual("null"u8) || member switch
        {
            "encoding_format" => value.SequenceEqual("\"float\""u8) || value.SequenceEqual("\"base64\""u8),
            "dimensions" => Utf8Parser.TryParse(value, out int dimensions, out var length) && length == value.Length && dimensions > 0,
            _ => value[0] == (byte)'"',
        };
    }

    private static string[] ReadInputs(WireValue input)
    {
        if (input.Kind == JsonValueKind.String)
            return [ReadInput(input)];
        if (input.Kind != JsonValueKind.Array)
            throw input.Expected("a string, an array of strings, or tokens");

        return input.Json.GetArrayLength() switch
        {
            0 => throw input.Invalid("must hold at least one string."),
            > MostInputs and var count => throw input.Invalid($"must hold at most {MostInputs} inputs, it holds {count}: send several requests."),
            _ => [.. input.Items().Select(ReadInput)],
        };
    }

    private static string ReadInput(WireValue input) => input.Kind switch
    {
        JsonValueKind.Number => throw input.Invalid("must be a string, or a token in an array of tokens only: a whole number that is not negative."),
        JsonValueKind.Array => throw input.Invalid("must be a string, or an array of tokens: whole numbers that are not negative, at least one."),
        _ => input.NonEmptyText(),
    };

    private static bool IsBase64(WireValue format) => format.OptionalText() switch
    {
        null or "float" => false,
        "base64" => true,
        var other => throw format.Invalid($"must be float or base64, not '{Excerpt.Of(other)}'."),
    };
}
