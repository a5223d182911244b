using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The members of an object that this host has no name for: they pass through.</summary>
internal static class FurtherMembers
{
    /// <summary>Null when there are none, so that nothing is allocated for an ordinary message.</summary>
    public static AdditionalPropertiesDictionary? Further(this JsonElement json, ReadOnlySpan<string> known)
    {
        AdditionalPropertiesDictionary? further = null;
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !known.Contains(member.Name))
                (further ??= [])[member.Name] = member.Value;
        }

        return further;
    }
}
