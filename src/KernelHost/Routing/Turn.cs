using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing.Health;

namespace KernelHost.Routing;

/// <summary>A candidate's turn to serve a call.</summary>
/// <param name="Number">Counted from one: how many calls were made, this one included.</param>
/// <param name="PassedOver">Why the candidate before this one does not serve, in the contract's words; null for the first one.</param>
/// <param name="Limit">Ends with the turn.</param>
internal sealed record Turn(Route Route, Candidate Candidate, int Number, string? PassedOver, AttemptLimit Limit, ModelHealth Health, Admission Admission, CallTerms Terms)
{
    /// <summary>Somebody before it played a failure; one who is left alone for a while plays none.</summary>
    public bool IsAfterRehearsal => Terms.Rehearsed is not null && PassedOver is not (null or FallbackReasons.Cooldown);

    /// <summary>An answer is there; of a stream, its beginning.</summary>
    public void Answered(bool whole)
    {
        Health.Answering(Admission);
        if (whole)
            Ended(null);
    }

    /// <summary>The answer that had begun is over.</summary>
    /// <param name="failure">Null when it is whole.</param>
    public void Ended(ProviderException? failure)
    {
        if (failure is null)
            Health.Succeeded(Admission);
        else
            Health.Failed(Admission with { Lease = 0, ProviderLease = 0 }, failure, Terms.Fallback);
    }

    public void Failed(ProviderException failure) => Health.Failed(Admission, failure, Terms.Fallback);

    public void Abandoned() => Health.Abandoned(Admission);
}

/// <summary>What the attempt that succeeded brought.</summary>
internal readonly record struct Served<T>(T Value, Turn Turn);

/// <summary>How one call is to be made: by its setup's settings, and by what its client asked for itself.</summary>
/// <param name="Form">What the answer comes as.</param>
/// <param name="Rehearsed">The failure that the first candidate is to play; null = none.</param>
internal sealed record CallTerms(FallbackSettings Fallback, AnswerForm Form, Delivery Delivery, FailureClass? Rehearsed)
{
    /// <summary>The answer goes out as it comes, so that there is no other candidate for it once it has begun.</summary>
    public bool GoesOutAsItComes => Form == AnswerForm.Stream && Delivery == Delivery.Stream;

    /// <summary>The stream is kept back until it is whole: one that breaks is asked for anew, and its client never sees the pieces.</summary>
    public bool IsHeld => Form == AnswerForm.Stream && Delivery == Delivery.Assured;

    /// <summary>Of a stream that is kept back, in bytes or characters; a longer one goes out from there as it comes.</summary>
    public const int MostHeld = 8 * 1024 * 1024;
}
