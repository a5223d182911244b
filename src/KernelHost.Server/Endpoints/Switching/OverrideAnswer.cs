using KernelHost.Models;
using KernelHost.Routing.Switching;

namespace KernelHost.Server.Endpoints.Switching;

/// <summary>A switch that is not stored.</summary>
/// <param name="Replaces">What the config names for the role, <c>provider/model</c>; null when it names nothing.</param>
internal sealed record OverrideAnswer(string Role, string Provider, string Model, string? Replaces, DateTime Since)
{
    public static OverrideAnswer Of(ModelOverride one) => new(
        one.Switch.Role.Wire(), one.Switch.Model.Provider, one.Switch.Model.Model, one.Replaces is { IsEmpty: false } before ? before.ToString() : null, one.Since.UtcDateTime);

    /// <summary>Null when there is none, so that an answer without any does not speak of them.</summary>
    public static IReadOnlyList<OverrideAnswer>? AllOf(ModelOverrides overrides, string organization, string setup)
    {
        OverrideAnswer[] all = [.. overrides.Of(organization).Where(one => one.Switch.Setup == setup).Select(Of)];
        return all.Length > 0 ? all : null;
    }
}
