using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>Writes down what a host says of itself while it runs: log entries of every category and level, activities, measurements.</summary>
internal sealed class Witness : ILoggerProvider, ISupportExternalScope
{
    private readonly Evidence _evidence;
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, bool> _categories = new();
    private readonly ConcurrentDictionary<string, bool> _measured = new();
    private IExternalScopeProvider? _scopes;

    public Witness(Evidence evidence)
    {
        _evidence = evidence;
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => evidence.Add("activity", $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measured(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, tags));
        _meters.Start();
    }

    public IEnumerable<string> Categories => _categories.Keys;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    // Of every host and client in the process, thousands a second: each is written down once.
    private void Measured(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = $"{instrument.Name} {string.Join(' ', tags.ToArray())}";
        if (_measured.TryAdd(text, true))
            _evidence.Add("metric", text);
    }

    private sealed class Logger(Witness witness, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            witness._categories[category] = true;
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            witness._evidence.Add($"log {category} {logLevel}", $"{formatter(state, exception)} {string.Join(' ', values)} {exception}");
            witness._scopes?.ForEachScope((scope, _) => witness._evidence.Add($"log scope {category}", $"{scope} {string.Join(' ', scope as IEnumerable<KeyValuePair<string, object?>> ?? [])}"), 0);
        }
    }
}
