using System.Diagnostics.Metrics;
using KernelHost.Events;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Tests.Events;

public sealed class EventJournalTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly HostEvents _events = new();
    private readonly Lines _log = new();
    private readonly EventJournal _journal;

    public EventJournalTests() => _journal = new(_events, _time, _log);

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void What_happens_again_is_one_event_and_counted_to_the_last()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 5_000; i++)
                _events.Publish(Fallback());
        });

        Assert.Equal(40_000, Assert.Single(Acme.Recent()).Count);
        Assert.Equal(40_000, Acme.Counts[EventKinds.FallbackUsed]);
        Assert.Single(_log.All);
    }

    [Fact]
    public void After_a_while_it_is_another_event()
    {
        _events.Publish(Fallback());
        Advance(9.9);
        _events.Publish(Fallback());
        Advance(0.1);
        _events.Publish(Fallback());

        Assert.Equal([(2, 9.9), (1, 10.0)], Acme.Recent().Select(kept => (kept.Count, (kept.LastTime - Acme.Since).TotalSeconds)));
    }

    [Fact]
    public void Another_setup_pair_reason_or_a_rehearsal_is_another_event()
    {
        HostEvent[] all = [Fallback(), Fallback() with { Setup = "second" }, Fallback() with { From = "a/c" }, Fallback() with { To = "a/c" }, Fallback() with { Reason = "error" }, Fallback() with { Rehearsed = true }];
        foreach (var one in all.Concat(all))
            _events.Publish(one);

        Assert.Equal(all, Acme.Recent().Select(kept => kept.Latest));
        Assert.All(Acme.Recent(), kept => Assert.Equal(2, kept.Count));
    }

    [Fact]
    public void One_that_happened_again_is_shown_as_it_was_the_last_time()
    {
        var first = new ModelCooledDown("acme", "default", "p", "m", "error", "down", _time.GetUtcNow());
        _events.Publish(first);
        _events.Publish(first with { Until = first.Until.AddSeconds(10) });

        Assert.Equal(first.Until.AddSeconds(10), Assert.IsType<ModelCooledDown>(Assert.Single(Acme.Recent()).Latest).Until);
    }

    [Fact]
    public void Every_switch_is_an_event_of_its_own()
    {
        Switch("acme", 3);

        Assert.Equal([1, 1, 1], Acme.Recent().Select(kept => kept.Count));
    }

    [Fact]
    public void When_an_organisations_list_is_full_the_oldest_one_goes()
    {
        var before = Acme.LastId;
        Switch("acme", OrganizationEvents.Most + 7);

        Assert.Equal(OrganizationEvents.Most, Acme.Recent().Count);
        Assert.Equal((before + 8, before + OrganizationEvents.Most + 7), (Acme.Recent()[0].Id, Acme.LastId));
        Assert.Equal(OrganizationEvents.Most + 7, Acme.Counts[EventKinds.ModelSwitched]);
    }

    [Fact]
    public void When_all_lists_together_are_full_the_oldest_ones_go_wherever_they_are()
    {
        var organizations = (EventJournal.Most / OrganizationEvents.Most) + 2;
        for (var i = 0; i < organizations; i++)
            Switch($"org-{i}", OrganizationEvents.Most + 3);

        var kept = Enumerable.Range(0, organizations).Select(i => _journal.Of($"org-{i}").Recent().Count).ToArray();
        Assert.Equal(EventJournal.Most, kept.Sum());
        Assert.Equal((0, 0, OrganizationEvents.Most), (kept[0], kept[1], kept[^1]));
    }

    [Fact]
    public void Of_an_organisation_that_is_gone_nothing_is_known()
    {
        _events.Publish(Fallback());
        _journal.Forget("acme");
        _events.Publish(Fallback() with { Organization = "bravo" });

        Assert.Empty(Acme.Recent());
        Assert.Equal(0, Acme.Counts[EventKinds.FallbackUsed]);
        Assert.Single(_journal.Of("bravo").Recent());
    }

    [Fact]
    public void Reading_goes_on_after_the_last_one_that_is_known()
    {
        Switch("acme", 3);

        var rest = Acme.After(Acme.Recent()[0].Id, out var missed);

        Assert.False(missed);
        Assert.Equal(Acme.Recent().Skip(1), rest);
        Assert.Empty(Acme.After(Acme.LastId, out _));
    }

    [Fact]
    public void Who_comes_too_late_is_told_that_there_was_more()
    {
        Switch("acme", OrganizationEvents.Most + 2);
        var oldest = Acme.Recent()[0].Id;

        Acme.After(oldest - 1, out var justInTime);
        var late = Acme.After(oldest - 2, out var missed);
        Acme.After(Acme.LastId + 1, out var fromAnotherLife);

        Assert.Equal((false, true, true, OrganizationEvents.Most), (justInTime, missed, fromAnotherLife, late.Count));
    }

    [Fact]
    public void After_a_restart_ids_go_on()
    {
        Switch("acme", 3);
        Advance(1);
        using var restarted = new EventJournal(new(), _time, _log);

        Assert.True(restarted.Of("acme").LastId > Acme.LastId);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_an_event_and_not_by_its_repetition()
    {
        var first = Acme.NextChange();
        _events.Publish(Fallback());
        await first;
        var second = Acme.NextChange();
        _events.Publish(Fallback());

        Assert.False(second.IsCompleted);
    }

    [Fact]
    public void The_log_says_what_happened_but_not_what_a_server_said()
    {
        _events.Publish(new ModelCooledDown("acme", "default", "openai", "gpt-4o", "rate_limit", "a server's words", _time.GetUtcNow()));
        _events.Publish(new KeyRefused("acme", "default", "openai", "a server's words"));
        _events.Publish(new ModelReturned("acme", "default", "openai", "gpt-4o"));

        Assert.Equal(
            [
                (LogLevel.Warning, "model.cooled_down in acme/default: calls keep away from openai/gpt-4o until 2026-01-01T00:00:00.0000000Z (rate_limit)"),
                (LogLevel.Warning, "key.refused in acme/default: the server of openai refuses its key"),
                (LogLevel.Information, "model.returned in acme/default: openai/gpt-4o answers again"),
            ],
            _log.All);
    }

    [Fact]
    public void Every_time_is_measured_by_kind()
    {
        var kinds = new List<object?>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        var thread = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)   // other tests have events too
                kinds.Add(tags[0].Value);
        });
        listener.Start();

        _events.Publish(Fallback());
        _events.Publish(Fallback());
        _events.Publish(new ModelReturned("acme", "default", "p", "m"));

        Assert.Equal([EventKinds.FallbackUsed, EventKinds.FallbackUsed, EventKinds.ModelReturned], kinds);
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "kernelhost.events")
            listener.EnableMeasurementEvents(instrument);
    }

    private OrganizationEvents Acme => _journal.Of("acme");

    private static FallbackUsed Fallback() => new("acme", "default", "a/a", "a/b", "rate_limit", false);

    private void Switch(string organization, int times)
    {
        for (var i = 0; i < times; i++)
            _events.Publish(new ModelSwitched(organization, "default", "default", null, "a/b", true, Actor.Host));
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private sealed class Lines : ILogger<EventJournal>
    {
        private readonly Lock _gate = new();

        public List<(LogLevel Level, string Line)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
                All.Add((logLevel, formatter(state, exception)));
        }
    }
}
