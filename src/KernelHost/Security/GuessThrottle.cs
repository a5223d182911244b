using System.Buffers.Binary;
using System.Net;
using KernelHost.Throttling;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>
/// Slows down whoever tries keys: every refused key counts against the address it came from (an IPv6 address against its /64). From an address
/// that used up its tries no key is looked at, good or bad, until some come back; except a key that was accepted from there within the last day,
/// so that a guesser behind a shared address does not lock its neighbours out.
/// Bounded: when its tables are full, the addresses that failed longest ago and the pairs used longest ago are forgotten. Thread-safe.
/// </summary>
public sealed class GuessThrottle
{
    internal const int MostAddresses = 50_000;

    internal const int MostPairs = 100_000;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromHours(1);

    private readonly RecentTable<UInt128, Failures> _failures = new(MostAddresses, failures => failures.Last);
    private readonly RecentTable<(UInt128 Address, KeyHash Key), long> _accepted = new(MostPairs, timestamp => timestamp);
    private readonly BucketSize _size;
    private readonly TimeProvider _time;

    public GuessThrottle(IOptions<GuessThrottleOptions> options, TimeProvider time) =>
        (_size, _time) = (new(options.Value.FailuresPerMinute, options.Value.FailureBurst), time);

    private bool IsOff => _size.PerMinute == 0;

    /// <returns>Null when the key may be looked at; else how long it may not.</returns>
    internal TimeSpan? Wait(IPAddress? address, KeyHash? key)
    {
        if (IsOff || address is null || !_failures.TryGet(NetworkOf(address), out var failures) || failures is null)
        {
            return null;
        }

        var wait = failures.Wait(_size, _time);
        return wait > TimeSpan.Zero && !IsKnown(NetworkOf(address), key) ? wait : null;
    }

    internal void Accepted(IPAddress? address, KeyHash? key)
    {
        if (IsOff || address is null || key is not { } hash)
        {
            return;
        }

        var pair = (NetworkOf(address), hash);
        var now = _time.GetTimestamp();
        if (!_accepted.TryGet(pair, out var last) || _time.GetElapsedTime(last, now) > Refresh)
        {
            _accepted.Set(pair, now);
        }
    }

    internal void Refused(IPAddress? address, KeyHash? key)
    {
        if (IsOff || address is null)
        {
            return;
        }

        var network = NetworkOf(address);
        _failures.GetOrAdd(network, _ => new(_time.GetTimestamp())).Count(_size, _time);
        if (key is { } hash)
        {
            _accepted.Remove((network, hash));
        }
    }

    /// <summary>An IPv4 address whole, however it is written; of an IPv6 address the /64, which one subscriber has whole.</summary>
    internal static UInt128 NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var v4 = address.TryWriteBytes(bytes, out var written) && written == 4 ? bytes[..4] : address.IsIPv4MappedToIPv6 ? bytes[12..] : [];
        return v4.Length == 4
            ? new UInt128(0, BinaryPrimitives.ReadUInt32BigEndian(v4) | (1UL << 32))
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }

    private bool IsKnown(UInt128 network, KeyHash? key) =>
        key is { } hash && _accepted.TryGet((network, hash), out var last) && _time.GetElapsedTime(last) <= Lately;

    private sealed class Failures(long first)
    {
        private readonly Lock _gate = new();
        private TokenBucket _bucket;

        public long Last { get; private set; } = first;

        public TimeSpan Wait(BucketSize size, TimeProvider time)
        {
            lock (_gate)
            {
                _bucket.Settle(size, time.GetTimestamp(), time);
                return _bucket.UntilNext(size);
            }
        }

        public void Count(BucketSize size, TimeProvider time)
        {
            lock (_gate)
            {
                Last = time.GetTimestamp();
                _bucket.Settle(size, Last, time);
                _bucket.Take();
            }
        }
    }
}
