using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Models;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// The name of the parameter that bounds an answer's length. OpenAI has replaced max_tokens by max_completion_tokens and its reasoning models refuse the old
/// name, wherever they are hosted; most compatible servers know only the old one.
/// </summary>
internal static class OutputLimit
{
    public const string MaxTokens = "max_tokens";
    public const string MaxOutputTokens = "max_output_tokens";
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>Every name it goes by, Ollama's too: who gives one of them has given the limit.</summary>
    public static readonly string[] Names = [MaxTokens, MaxCompletionTokens, MaxOutputTokens, "num_predict"];

    private static readonly string[] ReasoningModels = ["o1", "o3", "o4", "gpt-5"];

    /// <summary>Parameters in an order that does not change from start to start, the names of the limit as they count: the first one given holds.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> InOrder(ImmutableDictionary<string, JsonElement> parameters) =>
        parameters.OrderBy(parameter => Array.IndexOf(Names, parameter.Key)).ThenBy(parameter => parameter.Key, StringComparer.Ordinal);

    /// <summary>Every endpoint has its own.</summary>
    public static string NameFor(OpenAiEndpoint endpoint, ProviderConnection connection, string model) => endpoint.Id switch
    {
        ModelEndpoints.Responses => MaxOutputTokens,
        ModelEndpoints.Completions => MaxTokens,
        _ => NameFor(connection, model),
    };

    public static string NameFor(ProviderConnection connection, string model) =>
        connection.BaseUrl.Host == "api.openai.com"
        || connection.BaseUrl.Host.EndsWith(".openai.azure.com", StringComparison.Ordinal)
        || Array.Exists(ReasoningModels, family => model.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            ? MaxCompletionTokens
            : MaxTokens;
}
