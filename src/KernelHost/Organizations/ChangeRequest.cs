using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Who changes a config, how, and under which conditions.</summary>
/// <param name="Kind">What the audit log calls it.</param>
/// <param name="IfMatch">The version it was made for; null = whatever is there.</param>
/// <param name="DryRun">Check and correct only.</param>
/// <param name="Expected">The paths of secrets that an export left out.</param>
internal sealed record ChangeRequest(string Kind, Actor Actor, long? IfMatch, bool DryRun = false, long? RestoredFrom = null, IReadOnlySet<string>? Expected = null)
{
    // In the audit log; more says no more.
    private const int ListedChanges = 50;

    /// <summary>For the audit log. Says which members changed, never to what.</summary>
    public JsonObject Describe(long version, ImmutableArray<ConfigDifference> differences, (ImmutableArray<string> Gained, ImmutableArray<string> Lost) trust)
    {
        var data = new JsonObject
        {
            ["version"] = version,
            ["changes"] = List(differences.Select(one => $"{one.Change} {one.Path}")),
        };
        if (!trust.Gained.IsEmpty)
        {
            data["trusted"] = List(trust.Gained);
        }

        if (!trust.Lost.IsEmpty)
        {
            data["no_longer_trusted"] = List(trust.Lost);
        }

        if (RestoredFrom is { } from)
        {
            data["restored_from"] = from;
        }

        return data;
    }

    private static JsonArray List(IEnumerable<string> all) => [.. all.Take(ListedChanges).Select(one => (JsonNode)one)];
}
