using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>What a model is for, told from its name alone: the last resort when neither the config nor the provider's listing says it.</summary>
public static class WellKnownModels
{
    // First match wins, so the words that make a chat model's name mean something else ("gpt-4o-transcribe") stand before the families.
    private static readonly (string Word, ModelType Type)[] Words =
    [
        ("rerank", ModelType.Unknown), ("moderation", ModelType.Unknown), ("realtime", ModelType.Unknown), ("image", ModelType.Unknown),
        ("embed", ModelType.Embedding), ("minilm", ModelType.Embedding), ("sentence-t5", ModelType.Embedding),
        ("whisper", ModelType.Stt), ("transcribe", ModelType.Stt), ("parakeet", ModelType.Stt), ("speech-to-text", ModelType.Stt),
        ("tts", ModelType.Tts), ("text-to-speech", ModelType.Tts), ("kokoro", ModelType.Tts), ("orpheus", ModelType.Tts),
    ];

    private static readonly (ModelType Type, string[] Prefixes)[] Families =
    [
        (ModelType.Embedding, ["bge-", "gte-", "e5-", "multilingual-e5", "nomic-bert", "bert", "roberta", "xlm-roberta", "paraphrase-", "voyage-", "ada-002"]),
        (ModelType.Llm,
        [
            "gpt-", "chatgpt-", "o1", "o3", "o4", "claude", "gemini-", "gemma", "llama", "meta-llama", "codellama", "tinyllama", "mistral", "ministral", "mixtral",
            "codestral", "devstral", "magistral", "pixtral", "qwen", "qwq", "deepseek", "phi", "command-", "grok-", "kimi-", "glm-", "granite", "smollm",
            "falcon", "yi-", "vicuna", "hermes", "olmo", "nemotron", "starcoder", "llava", "aya", "extractive",
        ]),
    ];

    /// <summary><see cref="ModelType.Unknown"/> when the name says nothing. Paths and tags are looked through: <c>BAAI/bge-m3</c>, <c>llama3.2:latest</c>.</summary>
    public static ModelType TypeOf(string modelId)
    {
        var name = modelId[(modelId.LastIndexOf('/') + 1)..];
        foreach (var (word, type) in Words)
        {
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return type;
        }

        return Families.FirstOrDefault(family => Array.Exists(family.Prefixes, prefix => Begins(name, prefix))).Type;
    }

    // "o1" must not claim "o1ive": after a prefix that ends in a digit the name ends or a separator follows.
    private static bool Begins(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && (!char.IsAsciiDigit(prefix[^1]) || name.Length == prefix.Length || !char.IsLetterOrDigit(name[prefix.Length]));
}
