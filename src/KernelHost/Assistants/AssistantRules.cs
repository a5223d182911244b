using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Assistants;

/// <summary>What an assistant must be like. Pure.</summary>
internal static class AssistantRules
{
    public const int LongestText = 100_000;

    private const int MostSteps = 5;
    private const int MostLabels = 50;
    private const int MostNamed = 100;

    // What the assistant itself decides, or the client must.
    private static readonly string[] NotParameters = ["model", "messages", "stream", "stream_options", "tools", "functions", "metadata", "user"];

    public static ImmutableArray<ConfigProblem> Check(Assistant assistant) =>
    [
        .. Slug(assistant.Slug),
        .. Text("$.name", assistant.Name, 200, required: true),
        .. Text("$.description", assistant.Description, 2000),
        .. Text("$.owner", assistant.Owner, 200, required: true),
        .. Text("$.model", assistant.Model, 500),
        .. Model("$.model", assistant.Model),
        .. Model("$.small_fast_model", assistant.SmallFastModel),
        .. Text("$.system_prompt", assistant.SystemPrompt, LongestText),
        .. Text("$.prompt_template", assistant.PromptTemplate, LongestText),
        .. Names("$.knowledge_bases", assistant.KnowledgeBases),
        .. Names("$.plugins", assistant.Plugins),
        .. Names("$.mcp_servers", assistant.McpServers ?? []),
        .. Parameters("$.parameters", assistant.Parameters),
        .. Check(assistant.Retrieval),
        .. assistant.Steps.Length > MostSteps ? Problem("$.steps", "too_many", $"An assistant has at most {MostSteps} steps.") : [],
        .. assistant.Steps.SelectMany((step, index) => Check($"$.steps[{index}]", step)),
        .. assistant.Steps.OfType<AssistantStep>().GroupBy(step => step.Name).Where(same => same.Count() > 1).SelectMany(same => Problem("$.steps", "duplicate_name", $"Two steps are called \"{same.Key}\".")),
    ];

    private static ConfigProblem[] Slug(string slug)
    {
        try
        {
            OrganizationRules.CheckSlug(slug);
            return [];
        }
        catch (OrganizationRuleException invalid)
        {
            return Problem("$.slug", "invalid_slug", invalid.Message);
        }
    }

    private static IEnumerable<ConfigProblem> Check(Retrieval retrieval) =>
    [
        .. retrieval.TopK is < 1 or > 100 ? Problem("$.retrieval.top_k", "out_of_range", $"\"top_k\" must be from 1 to 100, it is {retrieval.TopK}.") : [],
        .. Texts("$.retrieval.filter", retrieval.Filter),
        .. retrieval.Threshold is { } threshold && !double.IsFinite(threshold) ? Problem("$.retrieval.threshold", "out_of_range", "\"threshold\" must be a number.") : [],
    ];

    // What is in a list or a dictionary may be null: the types say no, JSON says it anyway.
    private static ConfigProblem[] Check(string path, AssistantStep? step) => step is null ? Null(path) :
    [
        .. Text($"{path}.name", step.Name, 100, required: true),
        .. Text($"{path}.instructions", step.Instructions, LongestText),
        .. step.Labels is { IsDefault: false, Length: >= 2 and <= MostLabels } ? [] : Problem($"{path}.labels", "out_of_range", $"A step has from 2 to {MostLabels} labels."),
        .. (step.Labels.IsDefault ? [] : step.Labels).GroupBy(label => label).Where(same => same.Count() > 1 || string.IsNullOrWhiteSpace(same.Key))
            .SelectMany(same => Problem($"{path}.labels", "invalid_label", $"Labels are not empty and different from each other; \"{same.Key}\" is not.")),
        .. step.MinConfidence is >= 0 and <= 1 ? [] : Problem($"{path}.min_confidence", "out_of_range", "\"min_confidence\" must be from 0 to 1."),
        .. step.Branches.SelectMany(branch => Check($"{path}.branches['{branch.Key}']", branch.Key, branch.Value, step)),
    ];

    private static ConfigProblem[] Check(string path, string label, AssistantBranch? branch, AssistantStep step) => branch is null ? Null(path) :
    [
        .. step.Labels.IsDefault || step.Labels.Contains(label) ? [] : Problem(path, "unknown_label", $"\"{label}\" is none of the step's labels."),
        .. Model($"{path}.model", branch.Model),
        .. Text($"{path}.system_prompt", branch.SystemPrompt, LongestText),
        .. Text($"{path}.prompt_template", branch.PromptTemplate, LongestText),
        .. Names($"{path}.knowledge_bases", branch.KnowledgeBases ?? []),
        .. Names($"{path}.plugins", branch.Plugins ?? []),
        .. Parameters($"{path}.parameters", branch.Parameters ?? ImmutableDictionary<string, JsonElement>.Empty),
    ];

    private static ConfigProblem[] Null(string path) => Problem(path, "is_null", "It is null: give an object, or leave it out.");

    private static ConfigProblem[] Model(string path, string? model) => model switch
    {
        null => [],
        "" => Problem(path, "invalid_model", "A model's name is not empty; leave it out for the organisation's default."),
        _ when model.StartsWith(Assistant.Prefix, StringComparison.Ordinal) => Problem(path, "invalid_model", "An assistant is not made of another assistant."),
        _ => [],
    };

    private static IEnumerable<ConfigProblem> Names(string path, ImmutableArray<string> names) =>
    [
        .. names.Length > MostNamed ? Problem(path, "too_many", $"At most {MostNamed} can be named.") : [],
        .. names.Where(string.IsNullOrWhiteSpace).Take(1).SelectMany(_ => Problem(path, "invalid_name", "A name is not empty.")),
        .. names.GroupBy(name => name).Where(same => same.Count() > 1).SelectMany(same => Problem(path, "duplicate_name", $"\"{same.Key}\" is named twice.")),
    ];

    private static IEnumerable<ConfigProblem> Parameters(string path, ImmutableDictionary<string, JsonElement> parameters) =>
        parameters.Keys.Where(name => NotParameters.Contains(name)).SelectMany(name => Problem($"{path}.{name}", "not_a_parameter", $"\"{name}\" is not for an assistant's parameters."))
            .Concat(Texts(path, parameters));

    // Half a surrogate pair can be written in JSON, but it is no text: nothing could store or send it.
    private static IEnumerable<ConfigProblem> Texts(string path, ImmutableDictionary<string, JsonElement>? values) =>
        (values ?? ImmutableDictionary<string, JsonElement>.Empty).Where(value => !IsText(value.Value))
            .SelectMany(value => Problem($"{path}['{value.Key}']", "not_text", "A text in it holds half of a surrogate pair: send the whole character."));

    private static bool IsText(JsonElement value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ConfigProblem[] Text(string path, string? text, int longest, bool required = false) =>
        required && string.IsNullOrWhiteSpace(text) ? Problem(path, "required", "It must not be empty.")
        : text?.Length > longest ? Problem(path, "too_long", $"It has {text.Length} characters; at most {longest} are kept.")
        : [];

    private static ConfigProblem[] Problem(string path, string code, string message) => [new(path, code, message)];
}
