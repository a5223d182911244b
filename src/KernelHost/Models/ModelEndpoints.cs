using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>What can be asked of a model, as far as not every kind of server has it.</summary>
[Flags]
public enum ModelEndpoints
{
    None = 0,
    Chat = 1,
    Completions = 2,
    Responses = 4,
    Embeddings = 8,
    Speech = 16,
    Transcriptions = 32,
    All = Chat | Completions | Responses | Embeddings | Speech | Transcriptions,
}

public static class ModelEndpointNames
{
    /// <summary>The address clients know it by, without its version.</summary>
    public static string Wire(this ModelEndpoints endpoint) => endpoint switch
    {
        ModelEndpoints.Completions => "completions",
        ModelEndpoints.Responses => "responses",
        ModelEndpoints.Embeddings => "embeddings",
        ModelEndpoints.Speech => "audio/speech",
        ModelEndpoints.Transcriptions => "audio/transcriptions",
        _ => "chat/completions",
    };

    /// <summary>Where models of a type are asked, unless a call says otherwise.</summary>
    public static ModelEndpoints Endpoint(this ModelType type) => type switch
    {
        ModelType.Embedding => ModelEndpoints.Embeddings,
        ModelType.Tts => ModelEndpoints.Speech,
        ModelType.Stt => ModelEndpoints.Transcriptions,
        _ => ModelEndpoints.Chat,
    };
}
