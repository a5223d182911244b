using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Rag;
using KernelHost.Records;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Assistants;

public static class AssistantsExtensions
{
    /// <summary>Stored assistants, and the chats with them. Needs <c>AddStorage</c>, <c>AddOrganizations</c>, <c>AddKernels</c> and <c>AddRag</c>.</summary>
    public static IServiceCollection AddAssistants(this IServiceCollection services)
    {
        services.AddSingleton(provider => new AssistantDirectory(
            provider.GetRequiredService<IRecordStore>(),
            provider.GetRequiredService<OrganizationDirectory>(),
            provider.GetRequiredService<OrganizationConfigs>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AssistantCalls(
            provider.GetRequiredService<IQuestionRewriter>(),
            new StepRunner(provider.GetRequiredService<PluginInvoker>()),
            provider.GetRequiredService<OrganizationConfigs>()));
        return services;
    }
}
