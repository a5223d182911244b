using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>The trust in a config as it is stored beside it: JSON path to the members that are trusted. It is no part of the config and is never shown.</summary>
internal static class TrustMap
{
    public static string Write(OrgConfig config)
    {
        var map = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var holder in ConfigAddresses.Collect(config).Values)
        {
            if (Members(holder).ToArray() is { Length: > 0 } members)
            {
                map[holder.Path] = members;
            }
        }

        return JsonSerializer.Serialize(map, TrustJsonContext.Default.SortedDictionaryStringStringArray);
    }

    /// <param name="trusted">Null in versions from before there was trust: then it is that of whoever wrote the version.</param>
    public static OrgConfig Read(OrgConfig config, string? trusted, Actor writer)
    {
        if (trusted is null)
        {
            return ConfigTrust.WrittenBy(writer, config);
        }

        var map = JsonSerializer.Deserialize(trusted, TrustJsonContext.Default.SortedDictionaryStringStringArray) ?? [];
        return ConfigAddresses.Map(config, holder => map.TryGetValue(holder.Path, out var members) ? Read(holder, members) : Trust.None);
    }

    /// <summary>What a change made trusted, or made no longer so, for the audit log.</summary>
    public static (ImmutableArray<string> Gained, ImmutableArray<string> Lost) Compare(OrgConfig before, OrgConfig after)
    {
        var (old, now) = (Paths(before), Paths(after));
        return ([.. now.Except(old)], [.. old.Except(now)]);
    }

    private static IEnumerable<string> Paths(OrgConfig config) =>
        ConfigAddresses.Collect(config).Values.SelectMany(holder => Members(holder).Select(member => JsonPath.Member(holder.Path, member))).Order(StringComparer.Ordinal);

    private static Trust Read(AddressHolder holder, string[] members) => new(
        members.Contains(Trust.AddressMember) ? holder.Address : null,
        holder.Secrets.RemoveRange(holder.Secrets.Keys.Except(members)));

    private static IEnumerable<string> Members(AddressHolder holder) =>
        (holder.IsTrusted ? [Trust.AddressMember] : Array.Empty<string>())
            .Concat(holder.Secrets.Where(secret => holder.Trust.CoversSecret(secret.Key, secret.Value)).Select(secret => secret.Key).Order(StringComparer.Ordinal));
}

[JsonSerializable(typeof(SortedDictionary<string, string[]>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class TrustJsonContext : JsonSerializerContext;
