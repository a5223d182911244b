using KernelHost.Organizations;
using KernelHost.Providers.Anthropic;
using KernelHost.Providers.Embedded;
using KernelHost.Providers.Http;
using KernelHost.Providers.Ollama;
using KernelHost.Providers.OpenAi;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KernelHost.Providers;

public static class ProviderRegistration
{
    private static readonly string[] OpenAiKinds =
        [ProviderKinds.OpenAI, ProviderKinds.Groq, ProviderKinds.Google, ProviderKinds.Universal, ProviderKinds.OpenAICompatible];

    /// <summary>Every provider kind of this build and the <see cref="ProviderCatalog"/> over them.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddOptions().AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AllowedUpstreams>();
        services.TryAddSingleton<IAddressResolver, SystemResolver>();
        services.TryAddSingleton<UpstreamGate>();
        services.TryAddSingleton<UpstreamPool>();
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddSingleton<ProviderCatalog>();
        services.AddSingleton<IProviderKind, EmbeddedProvider>();
        services.AddSingleton<IProviderKind, OllamaProvider>();
        services.AddSingleton<IProviderKind, AnthropicProvider>();
        foreach (var kind in OpenAiKinds)
            services.AddSingleton<IProviderKind>(provider => new OpenAiProvider(kind, provider.GetRequiredService<ProviderHttp>()));
        return services;
    }
}
