using System.Globalization;
using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

/// <summary>
/// Filters as ranges of an index: the log by time, by id, and each once more within an organisation, so that a page costs the same however long
/// the log is. LiteDB has no indexes of two fields; these are of one text made of them, from the entry's own fields.
/// </summary>
internal static class LiteDbAuditQuery
{
    private const string Time = "FORMAT($.time, 'D19') + '/' + FORMAT($._id, 'D19')";
    private const string ChainId = "$.organization + '/' + FORMAT($._id, 'D19')";
    private const string ChainTime = "$.organization + '/' + " + Time;

    public static void EnsureIndexes(ILiteCollection<BsonDocument> entries)
    {
        entries.EnsureIndex("organization");
        entries.EnsureIndex("time", Time);
        entries.EnsureIndex("chain_id", ChainId);
        entries.EnsureIndex("chain_time", ChainTime);
    }

    public static ILiteQueryableResult<BsonDocument> NewestFirst(ILiteCollection<BsonDocument> entries, AuditFilter filter, AuditPosition before)
    {
        var (index, start) = filter.Organization is { } organization ? (ChainTime, $"{organization}/") : (Time, "");
        var first = filter.From is { } from ? start + Position(from.ToUnixTimeMilliseconds(), 0) : start;
        var last = start + Earlier(Position(before.Time, before.Id - 1), filter.To is { } to ? Position(to.ToUnixTimeMilliseconds(), -1) : null);
        return Restrict(entries.Query().Where($"{index} BETWEEN @0 AND @1", first, last), filter).OrderByDescending(index);
    }

    public static ILiteQueryableResult<BsonDocument> AsWritten(ILiteCollection<BsonDocument> entries, AuditFilter filter, long after)
    {
        // With a space behind it: the first text after that number's own.
        var query = filter.Organization is { } organization
            ? entries.Query().Where($"{ChainId} BETWEEN @0 AND @1", $"{organization}/{Number(after)} ", $"{organization}/{Number(long.MaxValue)}").OrderBy(ChainId)
            : entries.Query().Where("_id > @0", after).OrderBy("_id");
        query = filter.From is { } from ? query.Where("time >= @0", from.ToUnixTimeMilliseconds()) : query;
        query = filter.To is { } to ? query.Where("time < @0", to.ToUnixTimeMilliseconds()) : query;
        return Restrict(query, filter);
    }

    private static ILiteQueryable<BsonDocument> Restrict(ILiteQueryable<BsonDocument> query, AuditFilter filter)
    {
        // A name that somebody wrote a slash into lies in another's range. Inside of STRING() it is no reason to take the index of names instead.
        query = filter.Organization is { } organization ? query.Where("STRING($.organization) = @0", organization) : query;
        query = filter.Actor is { } actor ? query.Where("actor_key = @0", actor) : query;
        query = filter.Subject is { } subject ? query.Where("subject = @0", subject) : query;

        // "config." to "config/": the next character after the dot.
        return filter.KindPrefix is { } prefix ? query.Where("kind >= @0", prefix).Where("kind < @0", $"{prefix[..^1]}/")
            : filter.Kind is { } kind ? query.Where("kind = @0", kind)
            : query;
    }

    private static string Earlier(string one, string? other) => other is not null && string.CompareOrdinal(other, one) < 0 ? other : one;

    // Text that sorts as (time, id) does.
    private static string Position(long time, long id) => $"{Number(time)}/{Number(id)}";

    private static string Number(long number) => number.ToString("D19", CultureInfo.InvariantCulture);
}
