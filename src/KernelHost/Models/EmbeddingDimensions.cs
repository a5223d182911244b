using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>
/// How long a model's vectors are: a model entry's <c>"dimensions"</c>, else what its makers publish. Mixing lengths ruins an index
/// silently, so a call is never moved between models whose lengths are known to differ.
/// </summary>
internal static class EmbeddingDimensions
{
    private static readonly FrozenDictionary<string, int> Published = new Dictionary<string, int>
    {
        ["text-embedding-ada-002"] = 1536,
        ["text-embedding-3-small"] = 1536,
        ["text-embedding-3-large"] = 3072,
        ["text-embedding-004"] = 768,
        ["gemini-embedding-001"] = 3072,
        ["nomic-embed-text"] = 768,
        ["mxbai-embed-large"] = 1024,
        ["snowflake-arctic-embed"] = 1024,
        ["all-minilm"] = 384,
        ["bge-m3"] = 1024,
        ["bge-large"] = 1024,
        ["hash-embedding"] = 384,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static int? Of(ModelEntry entry) => Stated(entry) ?? Of(entry.Id);

    /// <summary>What the entry itself says.</summary>
    public static int? Stated(ModelEntry entry) =>
        entry.Unknown?.TryGetValue("dimensions", out var written) == true
        && written.ValueKind == JsonValueKind.Number && written.TryGetInt32(out var dimensions)
            ? dimensions
            : null;

    /// <param name="model">A model id; an Ollama tag such as <c>:latest</c> is ignored.</param>
    public static int? Of(string model) =>
        Published.TryGetValue(model.Split(':')[0], out var dimensions) ? dimensions : null;

    /// <summary>Whether a failing model's calls may go to another one: the same model elsewhere, or one known to be as long.</summary>
    public static bool Interchangeable(SetupModel failing, SetupModel other) =>
        failing.Model == other.Model || (failing.Dimensions is { } length && length == other.Dimensions);
}
