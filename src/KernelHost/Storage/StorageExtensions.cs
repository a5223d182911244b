using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Storage;

public static class StorageExtensions
{
    /// <summary>The database that <c>Storage:Provider</c> names, behind the stores of the other rooms; and <see cref="HostStartup"/>, which opens it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsValidator>().BindConfiguration(StorageOptions.Section);
        services.AddSingleton(Open);
        services.AddSingleton<IOrganizationStore>(provider => provider.GetRequiredService<IStorage>());
        services.AddSingleton<IApiKeyStore>(provider => provider.GetRequiredService<IStorage>());
        services.AddSingleton<IAuditStore>(provider => provider.GetRequiredService<IStorage>());
        services.AddSingleton<IRecordStore>(provider => provider.GetRequiredService<IStorage>());
        services.AddSingleton(provider => new StorageHealth(provider.GetRequiredService<IStorage>()));
        services.AddSingleton(provider => new HostStartup(provider.GetRequiredService<IStorage>(), provider.GetRequiredService<OrganizationStartup>()));
        return services;
    }

    private static IStorage Open(IServiceProvider provider)
    {
        var name = provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider;
        var directory = PrivateDirectory.Create(provider.GetRequiredService<IOptions<KernelHostOptions>>().Value.DataDirectory);
        return (StorageProviders.Find(name) ?? throw new StorageException($"There is no storage provider \"{name}\".")).Open(directory.FullName, provider.GetRequiredService<AuditChain>());
    }
}
