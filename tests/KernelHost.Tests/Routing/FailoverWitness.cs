using KernelHost.Events;
using KernelHost.Providers;
using KernelHost.Routing;

namespace KernelHost.Tests.Routing;

/// <summary>Sees every call that is made and every event, and judges by the contract's words alone.</summary>
internal sealed class FailoverWitness
{
    private static readonly string[] Models = ["a", "b", "c"];

    private readonly LoopBench _bench;
    private readonly int _seed;
    private readonly Dictionary<string, DateTimeOffset> _cooling = [];   // by model, or by provider with a slash behind it
    private readonly Dictionary<string, int> _trials = [];
    private readonly Dictionary<string, int> _seen;

    /// <param name="seen">What happened so far, counted, over all runs.</param>
    public FailoverWitness(LoopBench bench, int seed, Dictionary<string, int> seen)
    {
        (_bench, _seed, _seen) = (bench, seed, seen);
        bench.Events.Published += See;
    }

    private DateTimeOffset Now => _bench.Time.GetUtcNow();

    public Call Begin() => new(this);

    private void See(HostEvent happened)
    {
        _seen[happened.Kind] = _seen.GetValueOrDefault(happened.Kind) + 1;
        switch (happened)
        {
            case ModelCooledDown cooled:
                var key = cooled.Model ?? cooled.Provider + "/";
                Require(!_cooling.TryGetValue(key, out var before) || cooled.Until >= before, $"{key}'s cool-down became shorter");
                Require(cooled.Until > Now && cooled.Until <= Now + TimeSpan.FromSeconds(30) || (before > Now && cooled.Until == before), $"{key} cools down until {cooled.Until}, it is {Now}");
                _cooling[key] = cooled.Until;
                break;
            case ModelReturned returned:
                Require(_cooling.Remove(returned.Model ?? returned.Provider + "/"), $"{returned} was not away");
                break;
        }
    }

    /// <summary>Null = it does not cool down.</summary>
    private DateTimeOffset? CoolingUntil(string model)
    {
        var provider = model == "c" ? "q/" : "p/";
        return (_cooling.TryGetValue(model, out var own), _cooling.TryGetValue(provider, out var whole)) switch
        {
            (true, true) => own > whole ? own : whole,
            (true, false) => own,
            (false, true) => whole,
            _ => null,
        };
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException($"seed {_seed}, {Now:HH:mm:ss.fff}: {otherwise}");
    }

    /// <summary>One call, from its caller's side.</summary>
    internal sealed class Call(FailoverWitness witness)
    {
        private readonly DateTimeOffset _began = witness.Now;
        private readonly Dictionary<string, int> _asked = [];
        private FailureClass? _first;
        private bool _over;

        public void Asked(Turn turn)
        {
            var model = turn.Candidate.Model;
            witness.Require(!_over, "somebody was asked after the call was over");
            witness.Require((_asked[model] = _asked.GetValueOrDefault(model) + 1) <= 2, $"{model} was asked more than twice in one call");
            witness.Require(turn.Number == _asked.Values.Sum(), "the calls are counted wrong");
            if (witness.CoolingUntil(model) is not { } until)
                return;

            if (Models.All(other => witness.CoolingUntil(other) is not null))
                return;   // where all cool down, somebody must be asked
            witness.Require(until <= witness.Now, $"{model} was asked although it cools down until {until:HH:mm:ss.fff}");
            witness.Require(witness._trials.GetValueOrDefault(model) == 0, $"{model} was asked while another call tries it");
            witness._trials[model] = witness._trials.GetValueOrDefault(model) + 1;
            witness._seen["probe"] = witness._seen.GetValueOrDefault("probe") + 1;
            _trial = model;
        }

        private string? _trial;

        public void Over(Turn turn)
        {
            if (_trial != turn.Candidate.Model)
                return;
            witness._trials[_trial]--;
            _trial = null;
        }

        public void Failed(ProviderException failure) => _first ??= failure.Class;

        public void Answered(Served<string> served)
        {
            End();
            witness.Require(served.Turn.Number == _asked.Values.Sum() && served.Value == served.Turn.Candidate.Model, "the answer is another's");
            witness.Require((served.Turn.PassedOver is null) == (served.Value == "a"), $"{served.Value} answered and {served.Turn.PassedOver ?? "nothing"} is the reason");
        }

        public void Refused(ProviderException failure)
        {
            End();
            witness.Require(failure.Class == (_first ?? FailureClass.Timeout), $"the first failure was {_first}, the caller is told {failure.Class}");
            witness.Require(failure.Attempts == _asked.Values.Sum(), "the error counts other calls than were made");
        }

        // Who left does not see when the call noticed.
        public void Left() => _over = true;

        private void End()
        {
            _over = true;
            witness.Require(witness.Now <= _began + TimeSpan.FromSeconds(45.001), $"the call took {witness.Now - _began}");
        }
    }
}
