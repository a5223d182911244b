using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>What an admin wrote about a model for people and for the bill, in further members of its entry: <c>description</c>, <c>cost</c>, <c>context_window</c>. Pure.</summary>
/// <param name="ContextWindow">In tokens; what its makers publish when no admin wrote it.</param>
public sealed record ModelFacts(string? Description, ModelCost? Cost, int? ContextWindow)
{
    private const decimal Million = 1_000_000m;

    /// <summary>Of a model as its provider lists it.</summary>
    public static ModelFacts Of(Setup setup, string provider, string model) =>
        setup.Providers.Find(provider)?.Models.FirstOrDefault(entry => entry.Id == model) is { } entry ? Of(entry) : new(null, null, null);

    /// <summary>Of a named model: its own description, and the cost and the window of the model behind it unless it has its own.</summary>
    public static ModelFacts Of(Setup setup, NamedModel named)
    {
        var behind = Of(setup, named.Provider, named.Model);
        return new(
            named.Description ?? behind.Description,
            CostIn((named.Unknown ?? ImmutableDictionary<string, JsonElement>.Empty).ToImmutableDictionary()) ?? behind.Cost,
            ContextWindows.Of(named) ?? behind.ContextWindow);
    }

    private static ModelFacts Of(ModelEntry entry) => entry.Unknown is { } members
        ? new(Text(members, "description"), CostIn(members), ContextWindows.Of(entry))
        : new(null, null, ContextWindows.Of(entry));

    // "cost": {"input", "output"} or the members that other gateways' lists have.
    private static ModelCost? CostIn(ImmutableDictionary<string, JsonElement> members)
    {
        var cost = members.GetValueOrDefault("cost");
        var input = Number(cost, "input") ?? Number(members, "input_cost_per_million") ?? (Number(members, "input_cost_per_token") * Million);
        var output = Number(cost, "output") ?? Number(members, "output_cost_per_million") ?? (Number(members, "output_cost_per_token") * Million);
        return input is null && output is null ? null : new(Plain(input), Plain(output));
    }

    // 0.02 and not 0.02000000, which is what multiplying leaves.
    private static decimal? Plain(decimal? number) => number / 1.0000000000000000000000000000m;

    private static string? Text(ImmutableDictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static decimal? Number(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? Number(member) : null;

    private static decimal? Number(ImmutableDictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out var member) ? Number(member) : null;

    private static decimal? Number(JsonElement member) => member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var number) && number is >= 0 and < Million * Million ? number : null;
}

/// <summary>Per million tokens, in the currency the admin thinks in. Null = not told.</summary>
public sealed record ModelCost(decimal? Input, decimal? Output);
