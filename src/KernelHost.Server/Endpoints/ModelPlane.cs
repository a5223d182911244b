using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Endpoints.Rag;
using KernelHost.Server.Limits;
using KernelHost.Server.Mcp;
using KernelHost.Server.Uploads;

namespace KernelHost.Server.Endpoints;

/// <summary>Everything that calls models: OpenAI's endpoints, the simple chat and the plugins.</summary>
internal static class ModelPlane
{
    public static IServiceCollection AddModelPlane(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ChatSessionsOptions, ChatSessionsOptionsValidator>().BindConfiguration(ChatSessionsOptions.Section);
        return services.AddScoped<CallerSetup>().AddSingleton<AskedAssistants>().AddSingleton<AssistantChats>().AddSingleton<ChatSessions>().AddSingleton<Spools>().AddMcpEndpoint();
    }

    public static void MapModelPlane(this IEndpointRouteBuilder app)
    {
        var forwarded = app.MapGroup("").StayOnEventLoop();
        forwarded.MapChatCompletions();
        app.MapEmbeddings();
        app.MapForwarded();
        app.MapTranscriptions();
        app.MapModels();
        app.MapChat();
        app.MapRag();
        app.MapPlugins();
        app.MapMcp();
    }

    /// <summary>Any valid key, counted by its limits and its organisation's, and bodies as large as a conversation with images.</summary>
    public static RouteGroupBuilder MapModelGroup(this IEndpointRouteBuilder app, string prefix, string tag) =>
        app.MapGroup(prefix).RequireAuthorization(Policies.Model).LimitAsModels().AllowModelRequestSizes().WithTags(tag);
}
