using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Server.Endpoints.Registry;

namespace KernelHost.Server.Endpoints.Switching;

/// <param name="BaseUrl">The provider's new address; empty = its own. A key does not follow to another host.</param>
/// <param name="ApiKey">The provider's new key; absent or empty leaves it.</param>
/// <param name="Temperature">Default for the role's calls, as is <paramref name="MaxTokens"/>.</param>
/// <param name="Persist">False: until the host restarts, or the config gives the role another model.</param>
/// <param name="Role"><c>default</c> or <c>small-fast</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SwitchRequest(
    string? Provider, string? Model, string? BaseUrl = null, string? ApiKey = null, double? Temperature = null, int? MaxTokens = null, bool Persist = true, string? Role = null)
{
    private const double Hottest = 2;

    public ModelSwitch Parse(string setup) => new(setup,
        ModelRoles.TryParse(Role) ?? throw RequestMembers.Invalid("role", "invalid_role", $"\"role\" must be \"{ServiceIds.Default}\" or \"{ServiceIds.SmallFast}\"."),
        new(Text(Provider, "provider"), Text(Model, "model")), BaseUrl?.Trim(), ApiKey is { Length: > 0 } key ? new(key) : null, Parameters());

    private static string Text(string? value, string member) => RequestMembers.Required(value, member).Trim() is { Length: > 0 } text
        ? text
        : throw RequestMembers.Invalid(member, "required", $"\"{member}\" is empty.");

    private ImmutableDictionary<string, JsonElement> Parameters()
    {
        if (Temperature is not (null or (>= 0 and <= Hottest)))
        {
            throw RequestMembers.Invalid("temperature", "out_of_range", $"\"temperature\" must be a number from 0 to {Hottest}.");
        }

        if (MaxTokens < 1)
        {
            throw RequestMembers.Invalid("max_tokens", "out_of_range", "\"max_tokens\" must be a whole number of at least 1.");
        }

        var parameters = ImmutableDictionary<string, JsonElement>.Empty;
        parameters = Temperature is { } temperature ? parameters.Add("temperature", JsonSerializer.SerializeToElement(temperature, AdminJson.Default.Double)) : parameters;
        return MaxTokens is { } most ? parameters.Add("max_tokens", JsonSerializer.SerializeToElement(most, AdminJson.Default.Int32)) : parameters;
    }
}

/// <param name="Status"><c>success</c>; everything else is an error.</param>
/// <param name="PreviousModel"><c>provider/model</c>; null when nothing was named for the role.</param>
/// <param name="Warnings">What else changed, such as a key that did not follow to another host.</param>
internal sealed record SwitchAnswer(
    string Status, string Message, string? PreviousModel, string CurrentModel, string Role, bool Persisted, IReadOnlyList<ConfigProblem> Warnings)
{
    public static SwitchAnswer Of(ModelSwitch wanted, bool persisted, SwitchedModel switched)
    {
        var lasts = persisted ? "" : " until the host restarts, or the config gives the role another model";
        return new("success", $"{wanted.Model} answered a test call and has the role \"{wanted.Role.Wire()}\" now{lasts}. Calls that run finish where they began.",
            switched.Before?.ToString(), wanted.Model.ToString(), wanted.Role.Wire(), persisted, switched.Warnings);
    }
}
