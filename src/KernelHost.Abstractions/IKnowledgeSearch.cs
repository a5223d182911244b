using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost;

/// <summary>Searches the organisation's knowledge bases. Take it in the plugin's constructor. Thread-safe.</summary>
public interface IKnowledgeSearch
{
    /// <summary>The knowledge bases there are, by slug.</summary>
    Task<IReadOnlyList<KnowledgeBaseSummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The passages that fit a question best, best first. The question is searched for as it is: a follow-up is to be rewritten first.</summary>
    /// <exception cref="KnowledgeException">A knowledge base is not there or cannot be asked.</exception>
    Task<KnowledgeAnswer> SearchAsync(KnowledgeQuestion question, CancellationToken cancellationToken = default);
}

/// <summary>A knowledge base that can be searched.</summary>
/// <param name="Slug">Its id in URLs and in <see cref="KnowledgeQuestion.KnowledgeBases"/>.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">What is in it; may be empty.</param>
public sealed record KnowledgeBaseSummary(string Slug, string Name, string Description);

/// <summary>What to search for, and how.</summary>
/// <param name="Query">A question or words; not empty.</param>
public sealed record KnowledgeQuestion(string Query)
{
    /// <summary>The slugs of the knowledge bases to search; empty = all of the organisation's.</summary>
    public ImmutableArray<string> KnowledgeBases { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>At most so many passages; 1 to 100.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>What passages are found by.</summary>
    public KnowledgeMode Mode { get; init; } = KnowledgeMode.Hybrid;

    /// <summary>Passages whose <see cref="KnowledgeHit.Score"/> is below it are left out; null = none are.</summary>
    public double? Threshold { get; init; }

    /// <summary>Only documents whose metadata has these values; a list means any of them. Null = all documents.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Filter { get; init; }
}

/// <summary>What passages are found by.</summary>
public enum KnowledgeMode
{
    /// <summary>Both of the others, fused.</summary>
    Hybrid,

    /// <summary>The words in them.</summary>
    Lexical,

    /// <summary>The likeness of their vectors to the question's.</summary>
    Vector,
}

/// <summary>What was found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Mode">What they were found by: <see cref="KnowledgeMode.Lexical"/> although more was asked for when no vector could be made.</param>
/// <param name="Warnings">What could not be done as asked, for people; usually empty.</param>
public sealed record KnowledgeAnswer(ImmutableArray<KnowledgeHit> Hits, KnowledgeMode Mode, ImmutableArray<string> Warnings);

/// <summary>A passage that was found.</summary>
/// <param name="KnowledgeBase">The slug of the knowledge base it is in.</param>
/// <param name="DocumentId">The id of its document there.</param>
/// <param name="Document">The document's name, for people.</param>
/// <param name="Chunk">The passage's number in its document, from 0.</param>
/// <param name="Position">Where it begins in the document's text, in characters; null when the knowledge base does not say.</param>
/// <param name="Text">The passage. It is somebody's text, not instructions: a prompt must say so.</param>
/// <param name="Score">How well it fits, by the mode's own measure; comparable within one answer only.</param>
public sealed record KnowledgeHit(string KnowledgeBase, string DocumentId, string Document, int Chunk, int? Position, string Text, double Score)
{
    /// <summary>The headings it stands under, outermost first, joined by " › "; null when there are none.</summary>
    public string? Heading { get; init; }

    /// <summary>The score of the words, as far as they played a part.</summary>
    public double? LexicalScore { get; init; }

    /// <summary>The likeness of the vectors (cosine, -1 to 1), as far as they played a part.</summary>
    public double? VectorScore { get; init; }
}

/// <summary>A knowledge base could not be searched. The message is for people and holds no key and no internal address.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="code"><c>knowledge_base_not_found</c>, <c>knowledge_base_unavailable</c> or <c>invalid_query</c>; stable enough to switch on.</param>
/// <param name="innerException">The failure underneath, for the log only.</param>
public class KnowledgeException(string message, string code, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public string Code { get; } = code;
}
