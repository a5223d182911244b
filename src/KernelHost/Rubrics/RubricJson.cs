using System.Text.Json.Serialization;

namespace KernelHost.Rubrics;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OwnedRubric))]
[JsonSerializable(typeof(RubricResult))]
[JsonSerializable(typeof(RubricBatch))]
internal sealed partial class RubricJson : JsonSerializerContext;
