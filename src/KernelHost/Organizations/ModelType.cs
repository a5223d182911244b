using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>What a model is for. <see cref="Unknown"/> fits every endpoint.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelType>))]
public enum ModelType
{
    [JsonStringEnumMemberName("UNKNOWN")] Unknown,
    [JsonStringEnumMemberName("LLM")] Llm,
    [JsonStringEnumMemberName("EMBEDDING")] Embedding,
    [JsonStringEnumMemberName("TTS")] Tts,
    [JsonStringEnumMemberName("STT")] Stt,
}
