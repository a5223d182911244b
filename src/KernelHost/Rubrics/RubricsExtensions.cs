using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Rubrics;

public static class RubricsExtensions
{
    /// <summary>Rubrics, and scoring with them. Needs <c>AddStorage</c>, <c>AddPlugins</c>, <c>AddKernels</c> and <c>AddJobs</c>.</summary>
    public static IServiceCollection AddRubrics(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RubricsOptions, RubricsOptionsValidator>().BindConfiguration(RubricsOptions.Section);
        services.AddSingleton(provider => new RubricLibrary(
            provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<IOptions<RubricsOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RubricAssistant(provider.GetRequiredService<PluginInvoker>()));
        services.AddSingleton(provider => new RubricResults(provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RubricScoring(
            provider.GetRequiredService<RubricAssistant>(), provider.GetRequiredService<RubricResults>(),
            provider.GetRequiredService<JobDirectory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJobHandler>(provider => new RubricBatchHandler(
            provider.GetRequiredService<RubricAssistant>(), provider.GetRequiredService<RubricLibrary>(),
            provider.GetRequiredService<RubricResults>(), provider.GetRequiredService<SnapshotCache>()));
        return services;
    }
}
