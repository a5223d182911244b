using System.Collections.Concurrent;
using System.Collections.Frozen;
using KernelHost.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Kernels;

/// <summary>
/// What a setup's kernel and its plugins can ask for: the model services by id, the organisation's own services, and what
/// <see cref="SharedKernelServices"/> offers to all. Services are made when first asked for, so an organisation with many models and few calls
/// costs little. Thread-safe.
/// </summary>
internal sealed class KernelServices(SetupSnapshot setup, SharedKernelServices shared, FrozenDictionary<Type, ISetupService> offered) : IKeyedServiceProvider
{
    private readonly KernelServiceIds _ids = new([.. setup.Setup.Models.Select(named => named.Name), .. setup.Models.All.Select(model => model.Id)]);
    private readonly ConcurrentDictionary<string, ChatServices> _chats = new(StringComparer.Ordinal);

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IChatClient) || serviceType == typeof(IChatCompletionService) || serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>)
            ? GetKeyedService(serviceType, ServiceIds.Default)
            : serviceType == typeof(IOrganizationContext) ? new OrganizationContext(setup.Organization, setup.Name)
            : serviceType == typeof(ISmallFastModel) ? new SmallFastModel(setup)
            : serviceType == typeof(KernelServiceIds) ? _ids
            : serviceType == typeof(IServiceProvider) ? this
            : serviceType == typeof(IEnumerable<IChatClient>) ? _ids.All.Select(id => Chat(id).Client).ToArray()
            : serviceType == typeof(IEnumerable<IChatCompletionService>) ? _ids.All.Select(id => Chat(id).Completion).ToArray()
            : offered.GetValueOrDefault(serviceType) is { } service ? service.CreateFor(setup)
            : serviceType.IsCollectible ? PluginTypeServices.Find(serviceType, shared.Provider)
            : shared.Provider.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => serviceKey switch
    {
        null => GetService(serviceType),
        _ when serviceType.IsCollectible => null,
        string id when !_ids.Contains(id) => shared.Provider.GetKeyedService(serviceType, serviceKey),
        string id when serviceType == typeof(IChatClient) => Chat(id).Client,
        string id when serviceType == typeof(IChatCompletionService) => Chat(id).Completion,
        string id when serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) => setup.Embeddings(Request(id), id),
        _ => shared.Provider.GetKeyedService(serviceType, serviceKey),
    };

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => GetKeyedService(serviceType, serviceKey)
        ?? throw new InvalidOperationException($"No service of type {serviceType} has the id '{serviceKey}'. The model services are: {_ids}.");

    private ChatServices Chat(string id) => _chats.GetOrAdd(id, static (id, self) => self.CreateChat(id), this);

    private ChatServices CreateChat(string id)
    {
        var client = new ChatClientBuilder(setup.Chat(Request(id), id)).UseKernelFunctionInvocation(shared.Provider.GetService<ILoggerFactory>()).Build(this);
        return new(client, client.AsChatCompletionService(this));
    }

    private static ModelRequest Request(string id) => id switch
    {
        ServiceIds.Default => new(),
        ServiceIds.SmallFast => new() { Purpose = ModelPurpose.SmallFast },
        _ => new() { Model = id },
    };

    private sealed record ChatServices(IChatClient Client, IChatCompletionService Completion);

    private sealed record OrganizationContext(string Organization, string Setup) : IOrganizationContext;
}
