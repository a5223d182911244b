using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

public class WellKnownModelsTests
{
    [Theory]
    [InlineData("gpt-4o", ModelType.Llm)]
    [InlineData("GPT-4o-mini", ModelType.Llm)]
    [InlineData("o1", ModelType.Llm)]
    [InlineData("o3-mini", ModelType.Llm)]
    [InlineData("gpt-4o-audio-preview", ModelType.Llm)]
    [InlineData("claude-sonnet-4-5", ModelType.Llm)]
    [InlineData("models/gemini-2.5-flash", ModelType.Llm)]
    [InlineData("llama3.2:latest", ModelType.Llm)]
    [InlineData("llama-3.3-70b-versatile", ModelType.Llm)]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct-Turbo", ModelType.Llm)]
    [InlineData("codellama:13b", ModelType.Llm)]
    [InlineData("qwen2.5-coder:7b", ModelType.Llm)]
    [InlineData("extractive-mini", ModelType.Llm)]
    [InlineData("text-embedding-3-small", ModelType.Embedding)]
    [InlineData("text-embedding-ada-002", ModelType.Embedding)]
    [InlineData("nomic-embed-text:latest", ModelType.Embedding)]
    [InlineData("BAAI/bge-m3", ModelType.Embedding)]
    [InlineData("mxbai-embed-large", ModelType.Embedding)]
    [InlineData("sentence-transformers/all-MiniLM-L6-v2", ModelType.Embedding)]
    [InlineData("intfloat/e5-large-v2", ModelType.Embedding)]
    [InlineData("models/gemini-embedding-001", ModelType.Embedding)]
    [InlineData("hash-embedding", ModelType.Embedding)]
    [InlineData("whisper-1", ModelType.Stt)]
    [InlineData("openai/whisper-large-v3", ModelType.Stt)]
    [InlineData("distil-whisper-large-v3-en", ModelType.Stt)]
    [InlineData("gpt-4o-mini-transcribe", ModelType.Stt)]
    [InlineData("tts-1-hd", ModelType.Tts)]
    [InlineData("gpt-4o-mini-tts", ModelType.Tts)]
    [InlineData("playai-tts", ModelType.Tts)]
    [InlineData("dall-e-3", ModelType.Unknown)]
    [InlineData("gpt-image-1", ModelType.Unknown)]
    [InlineData("gpt-4o-realtime-preview", ModelType.Unknown)]
    [InlineData("omni-moderation-latest", ModelType.Unknown)]
    [InlineData("bge-reranker-v2-m3", ModelType.Unknown)]
    [InlineData("o1ive", ModelType.Unknown)]
    [InlineData("our-own-thing", ModelType.Unknown)]
    [InlineData("", ModelType.Unknown)]
    public void A_models_name_tells_what_it_is_for(string modelId, ModelType expected) =>
        Assert.Equal(expected, WellKnownModels.TypeOf(modelId));
}
