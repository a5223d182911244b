using System.Text.Json.Serialization;

namespace KernelHost.Assistants;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Assistant))]
internal sealed partial class AssistantJson : JsonSerializerContext;
