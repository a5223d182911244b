using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.ApiSettings;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Endpoints.Events;
using KernelHost.Server.Endpoints.Jobs;
using KernelHost.Server.Endpoints.Knowledge;
using KernelHost.Server.Endpoints.Mcp;
using KernelHost.Server.Endpoints.Registry;
using KernelHost.Server.Endpoints.Rubrics;
using KernelHost.Server.Endpoints.Switching;

namespace KernelHost.Server.Endpoints;

/// <summary>Everything that administers the host and its organisations.</summary>
internal static class AdminPlane
{
    public static IServiceCollection AddAdminPlane(this IServiceCollection services) => services
        .AddSingleton<ProviderProbes>()
        .AddSingleton<EventStreams>()
        .AddSingleton<JobStreams>()
        .AddScoped<RubricRequest>()
        .ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;   // "7" is text
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;   // answers are never part of a page
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, KnowledgeWireJson.Default);
        });

    public static void MapAdminPlane(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").RequireStillAccepted().RequireKnownParameters();
        group.MapOrganizations();
        group.MapConfigs();
        group.MapExchange();
        group.MapKeys();
        group.MapApiSettings();
        group.MapResolve();
        group.MapModelRegistry();
        group.MapModelStatus();
        group.MapRoutes();
        group.MapProviderTest();
        group.MapSwitchModel();
        group.MapConfigureFallback();
        group.MapInstalledPlugins();
        group.MapMcpServers();
        group.MapAudit();
        group.MapEvents();
        group.MapJobs();
        group.MapKnowledgeBases();
        group.MapRubrics();
        group.MapRubricModels();
        group.MapRubricResults();
        group.MapAssistants();
        group.MapSecrets();
    }
}
