using System.Collections.ObjectModel;
using System.Text;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>A conversation: its messages in order. Not synchronised.</summary>
public class ChatHistory : Collection<ChatMessageContent>
{
    /// <summary>Makes an empty conversation.</summary>
    public ChatHistory()
    {
    }

    /// <summary>Makes one that starts with a system message.</summary>
    public ChatHistory(string systemMessage)
        : this(systemMessage, AuthorRole.System)
    {
    }

    /// <summary>Makes one that starts with a message.</summary>
    public ChatHistory(string message, AuthorRole role) => AddMessage(role, message);

    /// <summary>Makes one of messages.</summary>
    public ChatHistory(IEnumerable<ChatMessageContent> messages)
        : base([.. messages])
    {
    }

    /// <summary>Adds a message of text.</summary>
    public void AddMessage(AuthorRole authorRole, string content, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null) =>
        Add(new ChatMessageContent(authorRole, content, null, null, encoding, metadata));

    /// <summary>Adds a message of several pieces.</summary>
    public void AddMessage(AuthorRole authorRole, ChatMessageContentItemCollection contentItems, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null) =>
        Add(new ChatMessageContent(authorRole, contentItems, null, null, encoding, metadata));

    /// <summary>Adds what a person said.</summary>
    public void AddUserMessage(string content) => AddMessage(AuthorRole.User, content);

    /// <summary>Adds what a person said and showed.</summary>
    public void AddUserMessage(ChatMessageContentItemCollection contentItems) => AddMessage(AuthorRole.User, contentItems);

    /// <summary>Adds what a model said.</summary>
    public void AddAssistantMessage(string content) => AddMessage(AuthorRole.Assistant, content);

    /// <summary>Adds what the application tells the model.</summary>
    public void AddSystemMessage(string content) => AddMessage(AuthorRole.System, content);

    /// <summary>Adds what the developer tells the model.</summary>
    public void AddDeveloperMessage(string content) => AddMessage(AuthorRole.Developer, content);

    /// <summary>Adds messages.</summary>
    public void AddRange(IEnumerable<ChatMessageContent> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
            Add(item);
    }

    /// <summary>Removes messages.</summary>
    public void RemoveRange(int index, int count)
    {
        for (var i = 0; i < count; i++)
            RemoveAt(index);
    }
}
