using System.Text.Json.Serialization;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>What a call that a model asked for returned.</summary>
public sealed class FunctionResultContent : KernelContent
{
    /// <summary>Makes a result.</summary>
    [JsonConstructor]
    public FunctionResultContent(string? functionName = null, string? pluginName = null, string? callId = null, object? result = null)
    {
        FunctionName = functionName;
        PluginName = pluginName;
        CallId = callId;
        Result = result;
    }

    /// <summary>Makes the result of a call.</summary>
    public FunctionResultContent(FunctionCallContent functionCall, object? result = null)
    {
        ArgumentNullException.ThrowIfNull(functionCall);
        FunctionName = functionCall.FunctionName;
        PluginName = functionCall.PluginName;
        CallId = functionCall.Id;
        Result = result;
    }

    /// <summary>Makes the result of a call.</summary>
    public FunctionResultContent(FunctionCallContent functionCallContent, FunctionResult result)
        : this(functionCallContent, result?.Value) => InnerContent = result;

    /// <summary>The id of the call.</summary>
    public string? CallId { get; }

    /// <summary>The plugin's name, if it is told apart from the function's.</summary>
    public string? PluginName { get; }

    /// <summary>The function's name.</summary>
    public string? FunctionName { get; }

    /// <summary>What the function returned.</summary>
    public object? Result { get; }

    /// <summary>The message that gives it to the model.</summary>
    public ChatMessageContent ToChatMessage() => new(AuthorRole.Tool, [this]);
}
