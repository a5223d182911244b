using LiteDB;

namespace KernelHost.Storage.LiteDb;

/// <summary>Times are milliseconds since 1970 UTC, as in the other databases.</summary>
internal static class BsonTime
{
    public static DateTimeOffset ToTime(this BsonValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.AsInt64);
}
