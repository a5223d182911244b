using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KernelHost.Events;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing.Health;
using KernelHost.Routing.Switching;
using KernelHost.Security;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>
/// Gives a role another model while calls run: checked as every change of a config is, tried with a real call, then swapped whole. Calls that run end
/// where they began. Nothing changes when the trial fails. Thread-safe.
/// </summary>
public sealed class ModelSwitching(
    OrganizationConfigs configs, SnapshotCache snapshots, ModelOverrides overrides, ModelProbe probe, ModelRecords records, HostEvents events, AuditLog audit, TimeProvider time)
{
    private const string Kind = "model.switched";

    /// <param name="confirm">Called when the model has answered, which takes as long as its server likes: throws when the switch may no longer be made.</param>
    /// <param name="persist">False: until the host ends, or the config gives the role another model.</param>
    /// <exception cref="ConfigRejectedException"/>
    /// <exception cref="ModelSwitchException"/>
    /// <exception cref="ModelTrialException">The model did not answer.</exception>
    /// <exception cref="LostUpdateException">The config changed while the model was tried.</exception>
    public async Task<SwitchedModel> SwitchAsync(string organization, ModelSwitch wanted, bool persist, Actor actor, Action confirm, CancellationToken cancellationToken)
    {
        var before = await CurrentAsync(organization, wanted, cancellationToken);
        var planned = await configs.UpdateAsync(organization, wanted.ApplyTo, actor, Kind, dryRun: true, cancellationToken: cancellationToken);
        await TryAsync(organization, wanted, planned.Config, cancellationToken);
        confirm();
        await (persist ? StoreAsync(organization, wanted, planned, before, actor, cancellationToken) : OverrideAsync(organization, wanted, planned, before, actor, cancellationToken));
        events.Publish(new ModelSwitched(organization, wanted.Setup, wanted.Role.Wire(), before is { IsEmpty: false } ? before.ToString() : null, wanted.Model.ToString(), persist, actor));
        records.Served(organization, wanted.Setup, wanted.Model.Provider, wanted.Model.Model);
        return new(before, planned.Warnings);
    }

    private async Task<ModelReference?> CurrentAsync(string organization, ModelSwitch wanted, CancellationToken cancellationToken)
    {
        var models = (await snapshots.GetAsync(organization, cancellationToken))?.FindSetup(wanted.Setup)?.Models ?? throw new OrganizationNotFoundException(organization);
        if (models.Setup.Providers.Find(wanted.Model.Provider) is null && !ProviderKinds.All.ContainsKey(wanted.Model.Provider))
        {
            throw new ProviderNotFoundException(wanted.Model.Provider, models.Setup.Providers.Select(pair => pair.Key));
        }

        return wanted.Role == ModelRole.SmallFast ? models.SmallFast : models.GlobalDefault;
    }

    private async Task TryAsync(string organization, ModelSwitch wanted, OrgConfig planned, CancellationToken cancellationToken)
    {
        var setup = planned.FindSetup(wanted.Setup)?.Setup ?? new();
        var settings = setup.Providers.Find(wanted.Model.Provider) ?? new();
        if (!settings.Enabled)
        {
            throw new ModelSwitchException("provider_disabled", "provider", $"The provider \"{wanted.Model.Provider}\" is disabled: enable it first.");
        }

        var type = settings.Models.FirstOrDefault(entry => entry.Id == wanted.Model.Model)?.Type ?? WellKnownModels.TypeOf(wanted.Model.Model);
        if (type is not (ModelType.Llm or ModelType.Unknown))
        {
            throw new ModelSwitchException(ResolutionError.ModelTypeMismatch, "model", $"{wanted.Model} is of type {type.Wire()}; the role \"{wanted.Role.Wire()}\" is for models of type LLM.");
        }

        try
        {
            var parameters = ModelSwitch.Of(setup, wanted.Role)?.ModelApiParameters;
            await probe.CallAsync(
                organization, wanted.Model.Provider, settings, wanted.Model.Model, ModelType.Llm, new ChatOptions().ForCandidate(wanted.Model.Model, parameters, null), cancellationToken);
        }
        catch (ProviderException failure)
        {
            throw new ModelTrialException(wanted.Model, failure);
        }
    }

    private async Task StoreAsync(string organization, ModelSwitch wanted, ConfigChange planned, ModelReference? before, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await configs.UpdateAsync(organization, wanted.ApplyTo, actor, Kind, planned.Version, cancellationToken: cancellationToken);
        if (overrides.Clear(organization, wanted.Setup, wanted.Role, wanted.Model) && stored.Version == planned.Version)
        {
            // The config had this model already, under an override: that it ended is in no version.
            await AppendAsync(organization, wanted, before, persisted: true, actor, cancellationToken);
        }
    }

    private async Task OverrideAsync(string organization, ModelSwitch wanted, ConfigChange planned, ModelReference? before, Actor actor, CancellationToken cancellationToken)
    {
        var current = await configs.GetAsync(organization, cancellationToken);
        if (current.Version != planned.Version)
        {
            throw new LostUpdateException(organization, planned.Version, current.Version);   // what was tried is not what it would lie over
        }

        var stored = current.Config.FindSetup(wanted.Setup)?.Setup;
        await AppendAsync(organization, wanted, before, persisted: false, actor, cancellationToken);
        overrides.Set(organization, new(wanted, stored is null ? null : ModelSwitch.Of(stored, wanted.Role), actor, time.GetUtcNow()) { Address = stored is null ? null : wanted.AddressIn(stored) });
    }

    private Task AppendAsync(string organization, ModelSwitch wanted, ModelReference? before, bool persisted, Actor actor, CancellationToken cancellationToken) =>
        audit.AppendAsync(Kind, actor, organization, organization, new JsonObject
        {
            ["setup"] = wanted.Setup,
            ["role"] = wanted.Role.Wire(),
            ["persisted"] = persisted,
            ["previous_model"] = before?.ToString(),
            ["current_model"] = wanted.Model.ToString(),
        }, cancellationToken);
}

/// <param name="Before">What had the role; null when nothing was named for it.</param>
public sealed record SwitchedModel(ModelReference? Before, ImmutableArray<ConfigProblem> Warnings);

/// <summary>A model that should get a role did not answer a call of a few tokens. Nothing was changed.</summary>
public sealed class ModelTrialException(ModelReference model, ProviderException failure)
    : Exception($"Nothing was changed: {model} did not answer a test call. {failure.Message}", failure)
{
    public ProviderException Failure { get; } = failure;
}
