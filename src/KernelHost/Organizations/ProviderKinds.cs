using System.Collections.Frozen;

namespace KernelHost.Organizations;

/// <summary>What is known of a provider kind without talking to a server.</summary>
/// <param name="Name">The kind as the config writes it.</param>
/// <param name="DefaultBaseUrl">Where it is reached when the provider has no <c>base_url</c>; null = a <c>base_url</c> is required.</param>
/// <param name="KeyRequired">Whether its public server refuses calls without a key. A provider with its own <c>base_url</c> never requires one.</param>
public sealed record ProviderKindFacts(string Name, string? DefaultBaseUrl, bool KeyRequired);

/// <summary>The kinds of the contract, section 1.</summary>
public static class ProviderKinds
{
    public const string OpenAI = "openai";
    public const string Ollama = "ollama";
    public const string Anthropic = "anthropic";
    public const string Google = "google";
    public const string Groq = "groq";
    public const string Universal = "universal";
    public const string OpenAICompatible = "openai-compatible";
    public const string Embedded = "embedded";

    public static FrozenDictionary<string, ProviderKindFacts> All { get; } = new ProviderKindFacts[]
    {
        new(OpenAI, "https://api.openai.com/v1", KeyRequired: true),
        new(Ollama, "http://localhost:11434", KeyRequired: false),
        new(Anthropic, "https://api.anthropic.com", KeyRequired: true),
        new(Google, "https://generativelanguage.googleapis.com/v1beta/openai", KeyRequired: true),
        new(Groq, "https://api.groq.com/openai/v1", KeyRequired: true),
        new(Universal, "http://127.0.0.1:11540/v1", KeyRequired: false),
        new(OpenAICompatible, null, KeyRequired: false),
        new(Embedded, "embedded:", KeyRequired: false),
    }.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of a provider: its own <c>kind</c>, else its name if that is one; null if neither names a kind.</summary>
    public static ProviderKindFacts? Of(string providerName, ProviderSettings settings) =>
        All.GetValueOrDefault(settings.Kind ?? providerName);

    /// <summary>Where a provider is reached: its own <c>base_url</c>, else its kind's; null if there is neither.</summary>
    public static string? AddressOf(string providerName, ProviderSettings settings) =>
        settings.BaseUrl is { Length: > 0 } own ? own : Of(providerName, settings)?.DefaultBaseUrl;
}
