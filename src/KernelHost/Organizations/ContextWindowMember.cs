using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>How large a model's context is, in tokens, as an entry or a named model tells it: <c>context_window</c>, or <c>context_length</c> as other lists write it.</summary>
internal static class ContextWindowMember
{
    /// <summary>The first that is there counts.</summary>
    public static readonly ImmutableArray<string> Names = ["context_window", "context_length"];

    /// <summary>Null = none that makes sense.</summary>
    public static int? Tokens(JsonElement value) => ModelParameters.Whole(value) is > 0 and var tokens ? tokens : null;

    public static IEnumerable<ConfigProblem> Check(string path, IEnumerable<KeyValuePair<string, JsonElement>>? members) => (members ?? [])
        .Where(member => Names.Contains(member.Key) && member.Value.ValueKind != JsonValueKind.Null && Tokens(member.Value) is null)
        .SelectMany(member => ConfigRules.Error($"{path}.{member.Key}", "out_of_range", $"Expected a number of tokens: a whole number from 1 to {int.MaxValue}. Leave it out if it is not known."));
}
