using System.Text;
using System.Text.RegularExpressions;
using KernelHost.Kernels;
using KernelHost.Knowledge.Chunking;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Knowledge;

/// <summary>What may be a knowledge base. Pure.</summary>
internal static partial class KnowledgeRules
{
    private const int LongestName = 200;
    private const int LongestDescription = 2000;
    private const int LongestSlug = 63;
    private const int LongestCollection = 200;

    public static string Name(string name) => name.Trim() is { Length: > 0 and <= LongestName } good && !good.Any(char.IsControl)
        ? good : throw new KnowledgeRuleException("invalid_name", "name", $"\"name\" must have 1 to {LongestName} characters and no control characters.");

    public static string Description(string? description) => (description ?? "").Trim() is { Length: <= LongestDescription } good
        ? good : throw new KnowledgeRuleException("invalid_description", "description", $"\"description\" must have at most {LongestDescription} characters.");

    /// <summary>The slug given, else one made of the name.</summary>
    public static string Slug(string? slug, string name)
    {
        if (slug is null)
        {
            return Made(name);
        }

        return slug.Length <= LongestSlug && SlugForm().IsMatch(slug)
            ? slug : throw new KnowledgeRuleException("invalid_slug", "slug", $"\"slug\" must be of small letters, digits and single hyphens, at most {LongestSlug} characters.");
    }

    public static ChunkingSettings Chunking(ChunkingSettings chunking) => chunking switch
    {
        { MaxTokens: < ChunkingSettings.Least or > ChunkingSettings.Most } => throw new KnowledgeRuleException(
            "out_of_range", "chunking.max_tokens", $"\"max_tokens\" must be from {ChunkingSettings.Least} to {ChunkingSettings.Most}."),
        { OverlapTokens: var overlap, MaxTokens: var most } when overlap < 0 || overlap > most / 2 => throw new KnowledgeRuleException(
            "out_of_range", "chunking.overlap_tokens", "\"overlap_tokens\" must be from 0 to half of \"max_tokens\"."),
        _ => chunking,
    };

    public static string? Collection(string? collection) => collection is null || (collection.Trim() is { Length: > 0 and <= LongestCollection } && !collection.Any(char.IsControl))
        ? collection?.Trim() : throw new KnowledgeRuleException("invalid_collection", "external.collection", $"\"collection\" must have 1 to {LongestCollection} characters.");

    /// <summary>The one model that what a client wrote stands for; an index is bound to it.</summary>
    public static string EmbeddingModel(SetupSnapshot setup, string? written)
    {
        if (written == KnowledgeBase.NoModel)
        {
            return KnowledgeBase.NoModel;
        }

        return setup.Resolve(new() { Model = written, Type = ModelType.Embedding, Exact = written is not (null or "" or ServiceIds.Default) }) switch
        {
            Resolution.Found { Route: var route } => route.Candidates[0].Id,
            Resolution.NotFound { Error: var error } => throw new KnowledgeRuleException(
                "embedding_model_not_found", "embedding_model",
                $"{error.Message} Name an embedding model of the setup, as \"provider/model\", or \"{KnowledgeBase.NoModel}\" to search by words only."),
            _ => throw new InvalidOperationException("A resolution is one of the two."),
        };
    }

    private static string Made(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var made = slug.ToString(0, Math.Min(slug.Length, LongestSlug)).Trim('-');
        return made.Length > 0 ? made : throw new KnowledgeRuleException("invalid_slug", "slug", "No slug can be made of this name: give a \"slug\".");
    }

    [GeneratedRegex("^[a-z0-9](-?[a-z0-9])*$")]
    private static partial Regex SlugForm();
}
