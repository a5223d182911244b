using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>What a named model adds to a call: its prompts before the messages, its parameters where the request has none.</summary>
internal static class NamedModelDefaults
{
    public static IEnumerable<ChatMessage> WithPrompts(this IEnumerable<ChatMessage> messages, NamedModel? named, Setup setup)
    {
        if (named is null || named.PromptNames.IsEmpty)
        {
            return messages;
        }

        var prompts = named.PromptNames.SelectMany(name => setup.Prompts.Where(prompt => prompt.Name == name)).SelectMany(prompt => prompt.Messages);
        return prompts.Select(message => new ChatMessage(new ChatRole(message.Role), message.Content)).Concat(messages);
    }

    /// <summary>A copy of the request's options for one candidate: its model id, and as defaults the parameters of its role, the named model's, then its extra body.</summary>
    public static ChatOptions ForCandidate(this ChatOptions? request, string model, ImmutableDictionary<string, JsonElement>? role, NamedModel? named)
    {
        var options = request?.Clone() ?? new ChatOptions();
        options.ModelId = model;
        SetDefaults(options, role);
        SetDefaults(options, named?.ModelApiParameters);
        SetDefaults(options, named?.ExtraBody);
        return options;
    }

    private static void SetDefaults(ChatOptions options, ImmutableDictionary<string, JsonElement>? defaults)
    {
        foreach (var (name, value) in OutputLimit.InOrder(defaults ?? ImmutableDictionary<string, JsonElement>.Empty))
        {
            SetDefault(options, name, value);
        }
    }

    private static void SetDefault(ChatOptions options, string name, JsonElement value)
    {
        switch (name)
        {
            case "temperature":
                options.Temperature ??= ModelParameters.Number(value);
                break;
            case "top_p":
                options.TopP ??= ModelParameters.Number(value);
                break;
            case "top_k":
                options.TopK ??= ModelParameters.Whole(value);
                break;
            case "max_tokens" or "max_completion_tokens" or "num_predict":
                options.MaxOutputTokens ??= ModelParameters.Whole(value);
                break;
            case "frequency_penalty":
                options.FrequencyPenalty ??= ModelParameters.Number(value);
                break;
            case "presence_penalty":
                options.PresencePenalty ??= ModelParameters.Number(value);
                break;
            case "seed":
                options.Seed ??= ModelParameters.Whole(value);
                break;
            case "stop":
                options.StopSequences ??= ModelParameters.Texts(value);
                break;
            default:
                options.AdditionalProperties ??= [];
                options.AdditionalProperties.TryAdd(name, value);
                break;
        }
    }
}
