using System.Collections.Immutable;
using KernelHost.Models.Rules;
using Microsoft.Extensions.AI;

namespace KernelHost.Routing;

/// <summary>Which model answered a call and why: what headers, <c>model_info</c> and a plugin invocation's <c>calls</c> are made from.</summary>
/// <param name="ServiceId">The kernel service the call went through; null for a direct call of an endpoint.</param>
/// <param name="FallbackReason">Why another model than the one asked for answered; null when none did.</param>
/// <param name="Attempts">How many candidates were called, the one that answered included.</param>
public sealed record ModelCallReport(
    string? ServiceId, string? Requested, string Provider, string Resolved, string? FallbackReason, int Attempts)
{
    /// <summary>The member of <c>AdditionalProperties</c> (of a response, a stream's first update, an embedding result) that holds the report.</summary>
    public const string Property = "kernelhost.report";

    /// <summary><c>provider/model</c> that answered.</summary>
    public string Served { get => field ??= $"{Provider}/{Resolved}"; init; }

    public bool FallbackUsed => FallbackReason is not null;

    /// <summary>The route whose rules chose the model; null when the client did, or a default.</summary>
    public RouteTaken? Route { get; init; }

    /// <summary>The plugins' functions that the model called, in order; null when it was offered none.</summary>
    public ImmutableArray<PluginCallReport>? PluginCalls { get; init; }

    /// <summary>The assistant the client asked, and what it did before it asked the model; null when none was.</summary>
    public AssistantReport? Assistant { get; init; }

    /// <summary>What the answer may rest on, in the order of its numbers; null when nothing was looked up.</summary>
    public ImmutableArray<AnswerSource>? Sources { get; init; }

    /// <summary>What the answering model used; null until it is known.</summary>
    public UsageDetails? Usage { get; internal set; }

    /// <summary>The client's parameters the answering model could not take, by the client's names.</summary>
    public ImmutableArray<string> Dropped { get; init; } = [];

    public static ModelCallReport? In(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(Property, out ModelCallReport? report) == true ? report : null;

    internal static ModelCallReport Of(string? serviceId, Turn turn) => new(
        serviceId, turn.Route.Requested, turn.Candidate.Provider, turn.Candidate.Model, turn.PassedOver ?? turn.Route.FallbackReason, turn.Number)
    {
        Route = turn.Route.Taken,
        Served = turn.Candidate.Id,
    };
}
