using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Knowledge.Indexing;
using KernelHost.Records;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Knowledge;

public static class KnowledgeExtensions
{
    /// <summary>Knowledge bases. Needs <c>AddKernels</c> and <c>AddJobs</c>.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<KnowledgeOptions, KnowledgeOptionsValidator>().BindConfiguration(KnowledgeOptions.Section);
        services.AddSingleton<KnowledgeFiles>();
        services.AddSingleton<KnowledgeChanges>();
        services.AddSingleton<StorageLimit>();
        services.AddSingleton<ExternalKnowledge>();
        services.AddSingleton<IndexingRuns>();
        services.AddSingleton<IJobHandler, IngestHandler>();
        services.AddSingleton<IJobHandler, ReindexHandler>();
        services.AddSingleton<ISetupService, KnowledgeForPlugins>();
        services.AddSingleton(provider => new KnowledgeBases(
            provider.GetRequiredService<IRecordStore>(),
            provider.GetRequiredService<KnowledgeFiles>(),
            provider.GetRequiredService<KnowledgeChanges>(),
            provider.GetRequiredService<SnapshotCache>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new KnowledgeContents(
            provider.GetRequiredService<KnowledgeFiles>(),
            provider.GetRequiredService<KnowledgeChanges>(),
            provider.GetRequiredService<StorageLimit>(),
            provider.GetRequiredService<JobDirectory>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<IOptions<KnowledgeOptions>>()));
        services.AddSingleton(provider => new KnowledgeSearching(
            provider.GetRequiredService<KnowledgeFiles>(),
            provider.GetRequiredService<ExternalKnowledge>(),
            provider.GetRequiredService<SnapshotCache>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
