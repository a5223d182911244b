using System.Text.Json;
using KernelHost.Knowledge.Search;

namespace KernelHost.Knowledge;

/// <summary>What LAMB's knowledge-base server answers: <c>{"results": [{"similarity", "data", "metadata"}]}</c>. What is missing of it is left out; what is no such answer is none.</summary>
internal static class ExternalAnswer
{
    /// <exception cref="KnowledgeException">It is no such answer.</exception>
    public static IEnumerable<FoundChunk> Read(JsonElement answer, string collection)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array)
        {
            throw new KnowledgeException("The knowledge-base server answered without \"results\".", "knowledge_base_unavailable");
        }

        return [.. results.EnumerateArray().Where(one => Text(one, "data") is not null).Select((one, rank) => Hit(one, rank, collection)).OrderByDescending(hit => hit.Score)];
    }

    private static FoundChunk Hit(JsonElement one, int rank, string collection)
    {
        var about = one.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : default;
        var name = Text(about, "filename") ?? Text(about, "document_name") ?? Text(about, "source") ?? Text(about, "file_url") ?? collection;
        var similarity = one.TryGetProperty("similarity", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : 0;
        return new(
            Text(about, "document_id") ?? name, name, Whole(about, "chunk_index") ?? rank, null, Text(about, "section_title") ?? "", Text(one, "data") ?? "", similarity, null, similarity);
    }

    private static string? Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Whole(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : null;
}
