using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The body of <c>POST /v1/embeddings</c>.</summary>
internal sealed record EmbeddingsRequest(string? Model, IReadOnlyList<string> Inputs, bool AsBase64, EmbeddingGenerationOptions Options)
{
    private const int MostInputs = 2048;

    private static readonly string[] Known = ["model", "input", "encoding_format", "dimensions"];

    public static EmbeddingsRequest Read(WireValue body)
    {
        _ = body["user"].OptionalText();
        var options = new EmbeddingGenerationOptions { Dimensions = body["dimensions"].OptionalCount(1), AdditionalProperties = body.Json.Further(Known) };
        return new(body["model"].OptionalText(), ReadInputs(body["input"]), IsBase64(body["encoding_format"]), options);
    }

    private static string[] ReadInputs(WireValue input)
    {
        if (input.Kind == JsonValueKind.String)
            return [ReadInput(input)];
        if (input.Kind != JsonValueKind.Array)
            throw input.Expected("a string or an array of strings");

        return input.Json.GetArrayLength() switch
        {
            0 => throw input.Invalid("must hold at least one string."),
            > MostInputs and var count => throw input.Invalid($"must hold at most {MostInputs} strings, it holds {count}: send several requests."),
            _ => [.. input.Items().Select(ReadInput)],
        };
    }

    private static string ReadInput(WireValue input) => input.Kind switch
    {
        JsonValueKind.Number or JsonValueKind.Array => throw input.Invalid("must be a string: this host does not take token arrays yet. Send the text itself."),
        _ => input.NonEmptyText(),
    };

    private static bool IsBase64(WireValue format) => format.OptionalText() switch
    {
        null or "float" => false,
        "base64" => true,
        var other => throw format.Invalid($"must be float or base64, not '{Excerpt.Of(other)}'."),
    };
}
