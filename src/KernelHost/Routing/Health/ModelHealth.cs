using KernelHost.Events;
using KernelHost.Organizations;
using KernelHost.Providers;

namespace KernelHost.Routing.Health;

/// <summary>
/// How one model of a setup is: whether calls may go to it, how the last one failed, what they used. A fault of the whole provider (nobody answers there,
/// its key is refused) keeps calls away from all its models. Thread-safe; as long as nothing fails, a call only reads.
/// </summary>
internal sealed class ModelHealth(ModelKey key, CoolDown provider, HostEvents events, TimeProvider time)
{
    private static readonly TimeSpan AuthTerm = TimeSpan.FromMinutes(5);

    private readonly CoolDown _own = new(time);
    private volatile ModelFailure? _failure;
    private long _tokens;

    public ModelKey Key => key;

    public ModelRecord Record
    {
        get
        {
            var cooling = CoolingModel.Of(_own, provider, time);
            var failure = _failure is { IsRateLimit: true } && cooling is null or { IsOver: true } ? null : _failure;   // a limit that is over is none
            return new(failure, Interlocked.Read(ref _tokens), cooling);
        }
    }

    public Admission Enter() => Enter(force: false);

    /// <summary>Lets a call through although none should: there is nowhere else to go.</summary>
    public Admission Force() => Enter(force: true);

    /// <summary>When it may be called again: now, or at a timestamp of the clock. Asking takes no probe's place.</summary>
    public long? ShutUntil() => Shut();

    /// <summary>An answer has begun.</summary>
    public void Answering(in Admission call)
    {
        if (_failure is not null)
            _failure = null;
        IsReached(call);
        if (_own.Answering(call.Began, call.Lease))
            events.Publish(new ModelReturned(key.Organization, key.Setup, key.Provider, key.Model));
    }

    /// <summary>An answer is whole.</summary>
    public void Succeeded(in Admission call)
    {
        _own.Succeeded(call.Began);
        provider.Succeeded(call.Began);
    }

    /// <summary>The caller's own mistakes are an answer: whoever judges a request is well.</summary>
    public void Failed(in Admission call, ProviderException failure, FallbackSettings settings)
    {
        if (!failure.IsOfServer)
        {
            Answering(call);
            if (failure.Status == 404)
                _failure = ModelFailure.Of(failure, time.GetUtcNow());
            return;
        }

        _failure = ModelFailure.Of(failure, time.GetUtcNow());
        var (term, atOnce, longest) = (failure.Class == FailureClass.Auth ? AuthTerm : failure.RetryAfter, failure.Class != FailureClass.Error, settings.RevertAfter.Value);
        long? until;
        if (failure.IsOfProvider)
        {
            _own.Release(call.Lease);
            until = provider.Failed(call.Began, call.ProviderLease, failure.Reason, atOnce, term, longest);
        }
        else
        {
            IsReached(call);
            until = _own.Failed(call.Began, call.Lease, failure.Reason, atOnce, term, longest);
        }

        if (until is { } due)
            Tell(failure, time.At(due));
    }

    /// <summary>The call ended in nothing: its caller went away.</summary>
    public void Abandoned(in Admission call)
    {
        _own.Release(call.Lease);
        provider.Release(call.ProviderLease);
    }

    public void Used(long tokens) => Interlocked.Add(ref _tokens, tokens);

    /// <summary>Another config, another chance.</summary>
    public void Reset()
    {
        _failure = null;
        _own.Reset();
        provider.Reset();
    }

    /// <summary>Somebody answers at the provider, whatever they say.</summary>
    private void IsReached(in Admission call)
    {
        if (provider.Answering(call.Began, call.ProviderLease))
            events.Publish(new ModelReturned(key.Organization, key.Setup, key.Provider, null));
    }

    private Admission Enter(bool force)
    {
        var began = time.GetTimestamp();
        if (_own.IsClear && provider.IsClear)
            return new(true, began, 0, 0, false, null, 0);

        var whole = force ? provider.Force() : provider.Enter();
        if (!whole.Granted)
            return new(false, began, 0, 0, false, whole.Reason, Math.Max(whole.Due, Shut() ?? 0));
        var own = force ? _own.Force() : _own.Enter();
        if (own.Granted)
            return new(true, began, own.Lease, whole.Lease, (own.Reason ?? whole.Reason) is not null, own.Reason ?? whole.Reason, 0);
        provider.Release(whole.Lease);
        return new(false, began, 0, 0, false, own.Reason, own.Due);
    }

    private long? Shut() => (_own.Shut()?.Until, provider.Shut()?.Until) switch
    {
        ({ } own, { } whole) => Math.Max(own, whole),
        var (own, whole) => own ?? whole,
    };

    private void Tell(ProviderException failure, DateTimeOffset until)
    {
        var message = ModelFailure.Excerpt(failure);
        events.Publish(new ModelCooledDown(key.Organization, key.Setup, key.Provider, failure.IsOfProvider ? null : key.Model, failure.Reason, message, until));
        if (failure.Class == FailureClass.Auth)
            events.Publish(new KeyRefused(key.Organization, key.Setup, key.Provider, message));
    }
}

/// <summary>Which model of which setup: what another setup calls by the same name may be another server.</summary>
internal readonly record struct ModelKey(string Organization, string Setup, string Provider, string Model);
