using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>What a model is for. <see cref="Unknown"/> fits every endpoint.</summary>
[JsonConverter(typeof(NamedEnumConverter<ModelType>))]
public enum ModelType
{
    [JsonStringEnumMemberName("UNKNOWN")] Unknown,
    [JsonStringEnumMemberName("LLM")] Llm,
    [JsonStringEnumMemberName("EMBEDDING")] Embedding,
    [JsonStringEnumMemberName("TTS")] Tts,
    [JsonStringEnumMemberName("STT")] Stt,
}

public static class ModelTypeNames
{
    /// <summary>The name JSON and messages use.</summary>
    public static string Wire(this ModelType type) => type switch
    {
        ModelType.Llm => "LLM",
        ModelType.Embedding => "EMBEDDING",
        ModelType.Tts => "TTS",
        ModelType.Stt => "STT",
        _ => "UNKNOWN",
    };
}
