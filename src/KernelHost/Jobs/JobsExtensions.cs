using KernelHost.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KernelHost.Jobs;

public static class JobsExtensions
{
    /// <summary>Long work in the background. Needs <c>AddStorage</c> and <c>AddOrganizations</c>; rooms add their <see cref="IJobHandler"/>s.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<JobsOptions, JobsOptionsValidator>().BindConfiguration(JobsOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new JobQueue(provider.GetRequiredService<IOptions<JobsOptions>>().Value));
        services.AddSingleton(provider => new JobStore(
            provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<IOptions<JobsOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton(provider => new JobDirectory(
            provider.GetRequiredService<JobQueue>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<JobRunner>(),
            provider.GetRequiredService<IOptions<JobsOptions>>()));
        return services;
    }
}
