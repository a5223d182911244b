using Microsoft.SemanticKernel;

namespace Microsoft.Extensions.AI;

/// <summary>Puts chat clients around a chat client.</summary>
public sealed class ChatClientBuilder
{
    private readonly Func<IServiceProvider, IChatClient> _inner;
    private readonly List<Func<IChatClient, IServiceProvider, IChatClient>> _layers = [];

    /// <summary>Starts with the innermost client.</summary>
    public ChatClientBuilder(IChatClient innerClient)
        : this(_ => innerClient) => ArgumentNullException.ThrowIfNull(innerClient);

    /// <summary>Starts with what makes the innermost client.</summary>
    public ChatClientBuilder(Func<IServiceProvider, IChatClient> innerClientFactory)
    {
        ArgumentNullException.ThrowIfNull(innerClientFactory);
        _inner = innerClientFactory;
    }

    /// <summary>Adds a client around the inner one; the one added first is the outermost.</summary>
    public ChatClientBuilder Use(Func<IChatClient, IChatClient> clientFactory)
    {
        ArgumentNullException.ThrowIfNull(clientFactory);
        return Use((client, _) => clientFactory(client));
    }

    /// <summary>Adds a client around the inner one; the one added first is the outermost.</summary>
    public ChatClientBuilder Use(Func<IChatClient, IServiceProvider, IChatClient> clientFactory)
    {
        ArgumentNullException.ThrowIfNull(clientFactory);
        _layers.Add(clientFactory);
        return this;
    }

    /// <summary>Makes the outermost client.</summary>
    public IChatClient Build(IServiceProvider? services = null)
    {
        services ??= EmptyServices.Instance;
        return Enumerable.Reverse(_layers).Aggregate(_inner(services), (client, layer) =>
            layer(client, services) ?? throw new InvalidOperationException("A layer of the chat client is null."));
    }
}
