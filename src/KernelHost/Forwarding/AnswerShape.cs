using System.Text.Json;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>What the answers of an endpoint look like, as far as the host must tell good ones from broken ones.</summary>
/// <param name="Lacks">What an answer lacks that <paramref name="IsAnswer"/> does not take for one.</param>
/// <param name="Bytes">Whether it may be something other than JSON, and how that is passed on.</param>
internal sealed record AnswerShape(Func<ObjectOutline, bool> IsAnswer, string Lacks, Func<IStreamProgress> Progress, BytesForm Bytes = BytesForm.None)
{
    private static readonly AnswerShape Choices = new(
        outline => outline.Kind("choices"u8) == JsonTokenType.StartArray && Holds(outline.Value("choices"u8).Span, (byte)'{'), "no choice in its answer", () => new ChunkProgress());

    private static readonly AnswerShape Response = new(
        outline => outline.Kind("output"u8) == JsonTokenType.StartArray || outline.IsText("object"u8, "response"u8), "no response in its answer", () => new TypedEventProgress());

    private static readonly AnswerShape Vectors = new(
        outline => outline.Kind("data"u8) == JsonTokenType.StartArray && Holds(outline.Value("data"u8).Span, (byte)'{'), "no vectors in its answer", () => new TypedEventProgress());

    private static readonly AnswerShape Transcript = new(outline => outline.Count > 0, "nothing", () => new TypedEventProgress(), BytesForm.Whole);

    private static readonly AnswerShape Audio = new(_ => false, "JSON instead of audio", () => new TypedEventProgress(), BytesForm.Pieces);

    public static AnswerShape Of(OpenAiEndpoint endpoint) => endpoint.Id switch
    {
        Models.ModelEndpoints.Responses => Response,
        Models.ModelEndpoints.Embeddings => Vectors,
        Models.ModelEndpoints.Speech => Audio,
        Models.ModelEndpoints.Transcriptions => Transcript,
        _ => Choices,
    };

    private static bool Holds(ReadOnlySpan<byte> array, byte first) => array[1..].TrimStart(" \t\r\n"u8) is [var found, ..] && found == first;
}

internal enum BytesForm
{
    /// <summary>Anything but JSON is no answer.</summary>
    None,

    /// <summary>Read whole first, so that a broken one can be asked for elsewhere: text.</summary>
    Whole,

    /// <summary>Passed on as it comes: audio.</summary>
    Pieces,
}
