using System.Text.Json.Nodes;
using KernelHost.Events;

namespace KernelHost.Server.Endpoints.Events;

/// <param name="Since">When the host began to count.</param>
/// <param name="Counts">How often each kind happened since then, in all setups and whatever the filters are.</param>
internal sealed record EventsAnswer(IReadOnlyList<EventAnswer> Items, string? NextCursor, DateTime Since, IReadOnlyDictionary<string, long> Counts);

/// <param name="Actor">Null = the host itself.</param>
/// <param name="Data">What is special about the kind; <c>count</c> and <c>last_time</c> where the same may happen again and again.</param>
internal sealed record EventAnswer(long Id, DateTime Time, string Kind, ActorAnswer? Actor, string Subject, JsonObject Data)
{
    public static EventAnswer Of(KeptEvent kept)
    {
        var (happened, count, last) = (kept.Latest, kept.Count, kept.LastTime);
        var data = happened.Data();
        if (happened.Repeats)
        {
            data["count"] = count;
            data["last_time"] = last.UtcDateTime;
        }

        return new(kept.Id, kept.Time.UtcDateTime, happened.Kind, happened.Actor is { } actor ? ActorAnswer.Of(actor) : null, happened.Subject, data);
    }
}
