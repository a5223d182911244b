using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Assistants;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Server.Endpoints.Assistants;

/// <summary>An assistant as a client writes it. What is absent or null is the organisation's to say, or nothing.</summary>
/// <param name="Slug">Absent = made of the name.</param>
/// <param name="Owner">Absent = the key's subject, or its id.</param>
// A misspelt member is refused: "knowlege_bases" left out silently would make an assistant that looks nothing up.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AssistantBody(
    string? Name = null, string? Slug = null, string? Description = null, string? Owner = null, string? Model = null, string? SmallFastModel = null,
    string? SystemPrompt = null, string? PromptTemplate = null, ImmutableArray<string>? KnowledgeBases = null, RetrievalBody? Retrieval = null,
    ImmutableArray<string>? Plugins = null, ImmutableArray<string>? McpServers = null, ImmutableDictionary<string, JsonElement>? Parameters = null, ImmutableArray<AssistantStep>? Steps = null)
{
    private const int LongestSlug = 63;

    /// <param name="slug">The one in the address; null = the body's, or one made of the name.</param>
    public Assistant Parse(Caller caller, string? slug = null)
    {
        var name = RequestMembers.Required(Name, "name").Trim();
        if (slug is not null && Slug is not null && Slug != slug)
        {
            throw RequestMembers.Invalid("slug", "slug_is_fixed", $"An assistant keeps its slug, \"{slug}\": make another for another slug.");
        }

        return new()
        {
            Slug = slug ?? Slug ?? SlugOf(name),
            Name = name,
            Description = Description ?? "",
            Owner = Owner ?? caller.Subject ?? caller.KeyId,
            Model = Model,
            SmallFastModel = SmallFastModel,
            SystemPrompt = SystemPrompt,
            PromptTemplate = PromptTemplate,
            KnowledgeBases = KnowledgeBases ?? [],
            Retrieval = Retrieval?.Parse() ?? new(),
            Plugins = Plugins ?? [],
            McpServers = McpServers,
            Parameters = Parameters ?? ImmutableDictionary<string, JsonElement>.Empty,
            Steps = Steps ?? [],
        };
    }

    public static AssistantBody Of(Assistant assistant) => new(
        assistant.Name, assistant.Slug, assistant.Description, null, assistant.Model, assistant.SmallFastModel, assistant.SystemPrompt, assistant.PromptTemplate,
        assistant.KnowledgeBases, RetrievalBody.Of(assistant.Retrieval), assistant.Plugins, assistant.McpServers, assistant.Parameters, assistant.Steps);

    private static string SlugOf(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString(0, Math.Min(slug.Length, LongestSlug)).Trim('-');
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetrievalBody(int? TopK = null, string? Mode = null, double? Threshold = null, bool? Rewrite = null, ImmutableDictionary<string, JsonElement>? Filter = null)
{
    public Retrieval Parse() => new()
    {
        TopK = TopK ?? 5,
        Mode = Mode switch
        {
            null or "hybrid" => KnowledgeMode.Hybrid,
            "lexical" => KnowledgeMode.Lexical,
            "vector" => KnowledgeMode.Vector,
            _ => throw RequestMembers.Invalid("retrieval.mode", "invalid_mode", "\"mode\" must be \"hybrid\", \"lexical\" or \"vector\"."),
        },
        Threshold = Threshold,
        Rewrite = Rewrite ?? true,
        Filter = Filter,
    };

    public static RetrievalBody Of(Retrieval retrieval) =>
        new(retrieval.TopK, retrieval.Mode.ToString().ToLowerInvariant(), retrieval.Threshold, retrieval.Rewrite, retrieval.Filter);
}

/// <param name="Version">1, and one more with every change; the <c>ETag</c>.</param>
/// <param name="Warnings">What it names and is not there just now.</param>
internal sealed record AssistantAnswer(
    string Slug, string Name, string Description, string Owner, string? Model, string? SmallFastModel, string? SystemPrompt, string? PromptTemplate,
    ImmutableArray<string> KnowledgeBases, RetrievalBody Retrieval, ImmutableArray<string> Plugins, ImmutableArray<string>? McpServers, ImmutableDictionary<string, JsonElement> Parameters,
    ImmutableArray<AssistantStep> Steps, long Version, DateTime CreatedAt, DateTime UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConfigProblem>? Warnings)
{
    public static AssistantAnswer Of(StoredAssistant stored, IReadOnlyList<ConfigProblem>? warnings = null)
    {
        var assistant = stored.Assistant;
        return new(
            assistant.Slug, assistant.Name, assistant.Description, assistant.Owner, assistant.Model, assistant.SmallFastModel, assistant.SystemPrompt, assistant.PromptTemplate,
            assistant.KnowledgeBases, RetrievalBody.Of(assistant.Retrieval), assistant.Plugins, assistant.McpServers, assistant.Parameters, assistant.Steps,
            stored.Version, stored.CreatedAt.UtcDateTime, stored.UpdatedAt.UtcDateTime, warnings);
    }
}
