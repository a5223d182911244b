using System.Text.Json.Serialization;
using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing.Health;
using KernelHost.Server.Auth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>Asks one configured provider how it is, and on request one of its models for a few tokens.</summary>
internal static class ProviderTestEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void MapProviderTest(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/admin/providers/{name}/test", TestAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Models")
            .WithSummary("Test a provider: reachable, key accepted, models listed, latency; with {\"model\"} a real call of a few tokens too");

    private static async Task<ProviderTestAnswer> TestAsync(
        string name, string? setup, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ProviderTest? test, CallerSetup callers, ModelProbe probe, ModelRecords records,
        CancellationToken cancellationToken)
    {
        var found = await callers.ChosenAsync(setup, cancellationToken);
        var settings = found.Setup.Providers.Find(name) ?? throw new ProviderNotFoundException(name, found.Setup.Providers.Select(pair => pair.Key));
        var probed = await probe.AskAsync(found.Organization, name, settings, Patience, cancellationToken);
        var call = test?.Model is { Length: > 0 } model ? await CallAsync(found, name, settings, model, probe, records, cancellationToken) : null;
        return ProviderTestAnswer.Of(name, RegisteredModel.BaseUrlOf(found.Setup, name), probed, call);
    }

    // A model that is listed is one that calls may go to: what is learnt of it counts.
    private static async Task<ProviderCallAnswer> CallAsync(
        SetupSnapshot setup, string name, ProviderSettings settings, string model, ModelProbe probe, ModelRecords records, CancellationToken cancellationToken)
    {
        var listed = setup.Models.Find(new(name, model));
        try
        {
            var call = await probe.CallAsync(setup.Organization, name, settings, model, listed?.Type ?? WellKnownModels.TypeOf(model), null, cancellationToken);
            if (listed is not null)
            {
                records.Served(setup.Organization, setup.Name, name, model);
            }

            return new(model, true, call.Tokens, (long)call.Latency.TotalMilliseconds, null);
        }
        catch (ProviderException failure)
        {
            if (listed is not null)
            {
                records.Failed(setup.Organization, setup.Name, name, model, failure);
            }

            return new(model, false, 0, null, failure.Message);
        }
    }
}

/// <param name="Model">Call it for a few tokens; absent = ask for the list of models only.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProviderTest(string? Model = null);

/// <param name="KeyAccepted">Null when the server could not be asked.</param>
/// <param name="Error">What is wrong; null when all is well.</param>
/// <param name="Call">The real call, if one was asked for.</param>
internal sealed record ProviderTestAnswer(
    string Name, string Kind, string? BaseUrl, bool Reachable, bool? KeyAccepted, IReadOnlyList<string> Models, int ModelsCount, long LatencyMs, string? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProviderCallAnswer? Call)
{
    public static ProviderTestAnswer Of(string name, string? baseUrl, ProviderProbe probed, ProviderCallAnswer? call)
    {
        var result = probed.Result;
        return new(name, probed.Kind, baseUrl, result.Reachable, result.KeyAccepted, [.. result.Models.Select(model => model.Id)], result.Models.Count,
            (long)result.Latency.TotalMilliseconds, result.Error, call);
    }
}

internal sealed record ProviderCallAnswer(string Model, bool Succeeded, long Tokens, long? LatencyMs, string? Error);
