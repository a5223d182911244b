using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>What a function returned.</summary>
public sealed class FunctionResult
{
    /// <summary>Makes a result.</summary>
    public FunctionResult(KernelFunction function, object? value = null, CultureInfo? culture = null, IReadOnlyDictionary<string, object?>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
        Value = value;
        Culture = culture ?? CultureInfo.InvariantCulture;
        Metadata = metadata;
    }

    /// <summary>Copies a result, with another value if one is given.</summary>
    public FunctionResult(FunctionResult result, object? value = null)
        : this(NotNull(result).Function, value ?? result.Value, result.Culture, result.Metadata)
    {
        RenderedPrompt = result.RenderedPrompt;
    }

    /// <summary>The function.</summary>
    public KernelFunction Function { get; init; }

    /// <summary>What the model's service tells beside the answer, such as its usage.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    /// <summary>How the value becomes text.</summary>
    public CultureInfo Culture { get; init; }

    /// <summary>The value's type; null if there is no value.</summary>
    public Type? ValueType => Value?.GetType();

    /// <summary>The prompt that was sent, for prompt functions.</summary>
    public string? RenderedPrompt { get; internal set; }

    internal object? Value { get; }

    /// <summary>The value as a type: itself, or for a model's answer its text, its message or what the service made it from.</summary>
    /// <exception cref="InvalidCastException">The value is not of that type.</exception>
    public T? GetValue<T>() => Value switch
    {
        null => default,
        T value => value,
        KernelContent content when FromContent(content, typeof(T)) is T value => value,
        IReadOnlyList<ChatMessageContent> messages when FromMessages(messages, typeof(T)) is T value => value,
        ChatResponse response when FromResponse<T>(response) is { } value => value,
        _ => throw new InvalidCastException($"The result is a {Value.GetType()}, not a {typeof(T)}."),
    };

    /// <summary>The value as text; empty if there is none.</summary>
    public override string ToString() => TypeConversion.ToText(Value, Culture) ?? "";

    private static FunctionResult NotNull(FunctionResult? result) => result ?? throw new ArgumentNullException(nameof(result));

    private static object? FromContent(KernelContent content, Type wanted) => content switch
    {
        _ when wanted == typeof(string) => content.ToString(),
        { InnerContent: { } inner } when wanted.IsInstanceOfType(inner) => inner,
        ChatMessageContent message when wanted == typeof(ChatMessage) => message.ToChatMessage(),
        ChatMessageContent message when wanted == typeof(ChatResponse) => new ChatResponse(message.ToChatMessage()),
        _ => null,
    };

    private static object? FromMessages(IReadOnlyList<ChatMessageContent> messages, Type wanted) =>
        messages.Count > 0 && wanted != typeof(string) ? FromContent(messages[0], wanted) : null;

    private static T? FromResponse<T>(ChatResponse response)
    {
        if (response.Messages is not [.., var last])
            return default;

        object?[] candidates =
        [
            typeof(T) == typeof(string) ? last.Text : null,
            last, last.Contents, response.RawRepresentation, last.RawRepresentation, last.ToChatMessageContent(), .. last.Contents,
        ];
        return candidates.OfType<T>().FirstOrDefault();
    }
}
