using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Server.Errors;

[JsonSerializable(typeof(OpenAiErrorEnvelope))]
[JsonSerializable(typeof(JsonRpcErrorEnvelope))]
[JsonSerializable(typeof(Problem))]
// Only Readable has the names and the encoder that clients see; nothing writes with Default.
internal sealed partial class ErrorJson : JsonSerializerContext
{
    /// <summary>Quotes in messages stay readable: these answers are JSON and never part of a page.</summary>
    public static ErrorJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
