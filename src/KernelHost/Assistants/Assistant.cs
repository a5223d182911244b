using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Assistants;

/// <summary>A stored combination of model, prompts, knowledge and plugins, called as the model <c>assistant/&lt;slug&gt;</c>. Immutable.</summary>
public sealed record Assistant
{
    /// <summary>What clients put before its slug.</summary>
    public const string Prefix = "assistant/";

    public required string Slug { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Whose it is: the subject of a key, or a key's id where it has none.</summary>
    public required string Owner { get; init; }

    /// <summary>As clients write models; null = the one of the organisation's <c>assistant_defaults</c>, else its default.</summary>
    public string? Model { get; init; }

    /// <summary>What plugins and steps of its calls use instead of the organisation's small-fast model; null = that one.</summary>
    public string? SmallFastModel { get; init; }

    /// <summary>Null = the organisation's.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>See <see cref="RagPrompt.Fill"/>; null = the organisation's.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>The slugs of the knowledge bases that the user's message is looked up in; empty = it is not.</summary>
    public ImmutableArray<string> KnowledgeBases { get; init => field = value.IsDefault ? [] : value; } = [];

    public Retrieval Retrieval { get; init => field = value ?? field; } = new();

    /// <summary>What its model may call: <c>Plugin</c> or <c>Plugin.function</c>.</summary>
    public ImmutableArray<string> Plugins { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The setup's MCP servers whose tools its model may call; null = those of its named model, empty = none.</summary>
    public ImmutableArray<string>? McpServers { get; init; }

    /// <summary>Members of a request that the client leaves out: <c>temperature</c>, <c>max_tokens</c>…</summary>
    public ImmutableDictionary<string, JsonElement> Parameters { get; init => field = value ?? field; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>What is looked at before the model is asked, in order.</summary>
    public ImmutableArray<AssistantStep> Steps { get; init => field = value.IsDefault ? [] : value; } = [];
}

/// <summary>How passages are looked up.</summary>
public sealed record Retrieval
{
    /// <summary>At most so many passages; 1 to 100.</summary>
    public int TopK { get; init; } = 5;

    public KnowledgeMode Mode { get; init; } = KnowledgeMode.Hybrid;

    /// <summary>Passages with a lower score are left out; null = none are.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether a question that follows others is made to stand on its own before it is looked up.</summary>
    public bool Rewrite { get; init; } = true;

    /// <summary>See <see cref="KnowledgeQuestion.Filter"/>.</summary>
    public ImmutableDictionary<string, JsonElement>? Filter { get; init; }
}

/// <summary>The user's message is put under one of several labels, and what goes with that label changes the call.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AssistantStep
{
    public required string Name { get; init; }

    /// <summary>At least two.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>What the labels mean, or how to choose.</summary>
    public string? Instructions { get; init; }

    /// <summary>Below it the message is under no label; 0 to 1.</summary>
    public double MinConfidence { get; init; }

    /// <summary>By label; one without a branch changes nothing.</summary>
    public ImmutableDictionary<string, AssistantBranch> Branches { get; init => field = value ?? field; } = ImmutableDictionary<string, AssistantBranch>.Empty;
}

/// <summary>What a label changes of the assistant for one call; null leaves it as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AssistantBranch
{
    public string? Model { get; init; }

    public string? SystemPrompt { get; init; }

    public string? PromptTemplate { get; init; }

    public ImmutableArray<string>? KnowledgeBases { get; init; }

    public ImmutableArray<string>? Plugins { get; init; }

    /// <summary>Added to the assistant's, and before them.</summary>
    public ImmutableDictionary<string, JsonElement>? Parameters { get; init; }

    public Assistant ApplyTo(Assistant assistant)
    {
        ArgumentNullException.ThrowIfNull(assistant);
        return assistant with
        {
            Model = Model ?? assistant.Model,
            SystemPrompt = SystemPrompt ?? assistant.SystemPrompt,
            PromptTemplate = PromptTemplate ?? assistant.PromptTemplate,
            KnowledgeBases = KnowledgeBases ?? assistant.KnowledgeBases,
            Plugins = Plugins ?? assistant.Plugins,
            Parameters = Parameters is null ? assistant.Parameters : assistant.Parameters.SetItems(Parameters),
        };
    }
}
