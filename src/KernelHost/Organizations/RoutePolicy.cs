using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>A name that clients write in <c>model</c> and whose rules choose the model by what the request is like. The first rule that matches decides.</summary>
public sealed record RoutePolicy
{
    /// <summary>The rule that a report names when none matched.</summary>
    public const string OtherwiseRule = "otherwise";

    public string? Description { get; init; }

    /// <summary>Whether requests that name no model, or <c>default</c>, go by it too.</summary>
    public bool ServesDefault { get; init; }

    public ImmutableArray<RouteRule> Rules { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Where a request goes that no rule matches.</summary>
    public string Otherwise { get; init => field = value ?? field; } = ServiceIds.Default;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }

    /// <summary>What reports call a rule: its name, else its place.</summary>
    public static string NameOf(RouteRule rule, int index) => rule?.Name is { Length: > 0 } name ? name : $"rules[{index}]";
}

/// <summary>One rule: when it matches, the request goes to <see cref="Use"/> or, by shares, to one of <see cref="Split"/>.</summary>
public sealed record RouteRule
{
    public string? Name { get; init; }

    /// <summary>Null matches every request.</summary>
    public RouteCondition? When { get; init; }

    /// <summary>A named model, <c>default</c>, <c>small-fast</c> or <c>provider/model</c>.</summary>
    public string? Use { get; init; }

    /// <summary>The share of each such target: 90 and 10, or 9 and 1.</summary>
    public ImmutableDictionary<string, double>? Split { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

/// <summary>What a request must be like. All that is written must hold; what is not written does not matter.</summary>
public sealed record RouteCondition
{
    /// <summary>Of the last user message, in Unicode characters.</summary>
    public long? MinCharacters { get; init; }

    /// <inheritdoc cref="MinCharacters"/>
    public long? MaxCharacters { get; init; }

    /// <summary>Of all messages together, as estimated.</summary>
    public long? MinTokens { get; init; }

    /// <inheritdoc cref="MinTokens"/>
    public long? MaxTokens { get; init; }

    public bool? HasQuestionMark { get; init; }

    public bool? EndsWithQuestionMark { get; init; }

    /// <summary>One of them stands in the last user message, in any case.</summary>
    public ImmutableArray<string>? Keywords { get; init; }

    public bool? HasImages { get; init; }

    public bool? HasTools { get; init; }

    /// <summary>Members of the request's <c>metadata</c> and what they must be: text, a number, true or false.</summary>
    public ImmutableDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>From a time of day up to another one, over midnight if the second is the earlier one.</summary>
    public ImmutableArray<string>? Between { get; init; }

    /// <summary>An IANA name, for <see cref="Between"/> and <see cref="Days"/>; null = UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>mon</c> to <c>sun</c>.</summary>
    public ImmutableArray<string>? Days { get; init; }

    /// <summary>Refused when a config is read: a condition nobody checks would let the rule match too much.</summary>
    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}
