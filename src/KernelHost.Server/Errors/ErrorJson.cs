using System.Text.Json.Serialization;

namespace KernelHost.Server.Errors;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiErrorEnvelope))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ErrorJson : JsonSerializerContext;
