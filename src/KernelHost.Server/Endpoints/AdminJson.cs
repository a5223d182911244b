using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Server.Endpoints.ApiSettings;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Endpoints.Events;
using KernelHost.Server.Endpoints.Jobs;
using KernelHost.Server.Endpoints.Mcp;
using KernelHost.Server.Endpoints.Registry;
using KernelHost.Server.Endpoints.Rubrics;
using KernelHost.Server.Endpoints.Switching;

namespace KernelHost.Server.Endpoints;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(NewOrganization))]
[JsonSerializable(typeof(OrganizationChange))]
[JsonSerializable(typeof(OrganizationAnswer))]
[JsonSerializable(typeof(ListAnswer<OrganizationAnswer>))]
[JsonSerializable(typeof(ConfigAnswer))]
[JsonSerializable(typeof(DiffAnswer))]
[JsonSerializable(typeof(ListAnswer<VersionAnswer>))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(CreatedKeyAnswer))]
[JsonSerializable(typeof(ListAnswer<KeyAnswer>))]
[JsonSerializable(typeof(ListAnswer<AuditAnswer>))]
[JsonSerializable(typeof(AuditVerificationAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(ListAnswer<JobAnswer>))]
[JsonSerializable(typeof(AssistantBody))]
[JsonSerializable(typeof(ListAnswer<AssistantAnswer>))]
[JsonSerializable(typeof(ResolveAnswer))]
[JsonSerializable(typeof(RotatedSecrets))]
[JsonSerializable(typeof(ListAnswer<InstalledPluginAnswer>))]
[JsonSerializable(typeof(ReloadedPluginsAnswer))]
[JsonSerializable(typeof(ListAnswer<McpServerAnswer>))]
[JsonSerializable(typeof(ListAnswer<RegisteredModel>))]
[JsonSerializable(typeof(ModelStatusAnswer))]
[JsonSerializable(typeof(ListAnswer<RouteAnswer>))]
[JsonSerializable(typeof(SwitchRequest))]
[JsonSerializable(typeof(SwitchAnswer))]
[JsonSerializable(typeof(FallbackRequest))]
[JsonSerializable(typeof(FallbackAnswer))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(ProviderTest))]
[JsonSerializable(typeof(ProviderTestAnswer))]
[JsonSerializable(typeof(ApiSettingsChange))]
[JsonSerializable(typeof(ApiSettingsAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ListAnswer<JsonObject>))]
[JsonSerializable(typeof(RubricTopic))]
[JsonSerializable(typeof(RubricInstruction))]
[JsonSerializable(typeof(ProposalAnswer))]
[JsonSerializable(typeof(Submissions))]
[JsonSerializable(typeof(ScoreAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(ListAnswer<ResultAnswer>))]
internal sealed partial class AdminJson : JsonSerializerContext;
