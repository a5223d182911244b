using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>An organisation's <c>limits</c> are the system admin's: whoever else changes the config, whichever way, leaves them as they are.</summary>
internal static class KeptLimits
{
    public static ConfigDraft Apply(Actor actor, OrgConfig today, ConfigDraft draft) =>
        actor.Role == Role.SystemAdmin || JsonNode.DeepEquals(ToNode(today.Limits), ToNode(draft.Config.Limits))
            ? draft
            : draft with
            {
                Config = draft.Config with { Limits = today.Limits },
                Warnings = [.. draft.Warnings, new("$.limits", "limits_kept", "Only a system admin changes an organisation's limits: today's stay.")],
            };

    // Members this build does not know count too, and records compare those by reference.
    private static JsonNode? ToNode(Limits? limits) =>
        limits is null ? null : JsonSerializer.SerializeToNode(new OrgConfig { Limits = limits }, ConfigJsonOptions.OrgConfig)?["limits"];
}
