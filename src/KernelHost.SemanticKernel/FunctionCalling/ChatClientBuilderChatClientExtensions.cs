namespace Microsoft.Extensions.AI;

/// <summary>Starts building on a chat client.</summary>
public static class ChatClientBuilderChatClientExtensions
{
    /// <summary>A builder whose innermost client this is.</summary>
    public static ChatClientBuilder AsBuilder(this IChatClient innerClient) => new(innerClient);
}
