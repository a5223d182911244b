namespace KernelHost.Testing;

/// <summary>The calls of all models of one kernel, in their order. Thread-safe.</summary>
internal sealed class CallJournal
{
    private readonly Lock _lock = new();
    private readonly List<ModelCall> _calls = [];
    private PluginTestException? _overrun;

    public IReadOnlyList<ModelCall> All
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public void Add(ModelCall call)
    {
        lock (_lock)
            _calls.Add(call);
    }

    /// <summary>Kept, for a plugin that catches everything hides it.</summary>
    public PluginTestException Overrun(ModelCall call)
    {
        lock (_lock)
            return _overrun ??= new($"The script of the model '{call.ServiceId}' has no answer to this call: say what it answers with Answers, AlwaysAnswers or When.\n{Describe([call])}");
    }

    /// <exception cref="PluginTestException">A model was asked more than its script answers.</exception>
    public void ThrowIfOverrun()
    {
        lock (_lock)
        {
            if (_overrun is not null)
                throw new PluginTestException(_overrun.Message);
        }
    }

    /// <summary>The calls as a numbered list, for messages.</summary>
    public static string Describe(IReadOnlyList<ModelCall> calls) =>
        calls.Count == 0 ? "  No model was asked." : string.Join('\n', calls.Select((call, index) => $"  {index + 1}. {call}"));
}
