using System.Collections.Immutable;
using KernelHost.Kernels;

namespace KernelHost.Testing;

/// <summary>What stands for the host around a plugin.</summary>
internal sealed record ScriptedWorld(ImmutableDictionary<string, ScriptedModel> Models, CallJournal Calls, ManualTimeProvider Clock)
{
    public CapturedLogs Logs { get; } = new();

    public ScriptedKnowledge Knowledge { get; } = new();

    public static ScriptedWorld With(KernelServiceIds ids)
    {
        var (calls, clock) = (new CallJournal(), new ManualTimeProvider());
        return new(ids.All.ToImmutableDictionary(id => id, id => new ScriptedModel(id, calls, clock), StringComparer.Ordinal), calls, clock);
    }
}
