using System.Text.Json.Serialization;

namespace KernelHost.Server.Mcp;

/// <summary>What <see cref="KnowledgeTool"/> found, as structured content.</summary>
/// <param name="Mode">What the passages were found by.</param>
/// <param name="Warnings">What could not be done as asked.</param>
internal sealed record FoundPassages(IReadOnlyList<FoundPassage> Passages, string Mode, IReadOnlyList<string> Warnings);

/// <param name="Number">By which the text beside it names the passage, from 1.</param>
/// <param name="Chunk">Its number in the document, from 0.</param>
/// <param name="Position">Where it begins in the document's text; null where an external server does not say.</param>
internal sealed record FoundPassage(int Number, string KnowledgeBase, string DocumentId, string Document, int Chunk, int? Position, string? Heading, string Text, double Score)
{
    public static FoundPassage Of(KnowledgeHit hit, int index) =>
        new(index + 1, hit.KnowledgeBase, hit.DocumentId, hit.Document, hit.Chunk, hit.Position, hit.Heading, hit.Text, Math.Round(hit.Score, 6));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FoundPassages))]
internal sealed partial class McpJson : JsonSerializerContext;
