using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>
/// How many tokens a model takes in, its answer included: an entry's <c>"context_window"</c> (or <c>"context_length"</c>, as other lists write it), else what
/// its makers publish. Only models whose window is the same whoever serves them are known by name; the window of one with open weights is its server's setting.
/// </summary>
internal static partial class ContextWindows
{
    // By what servers of open weights call it when a request sets it: Ollama, llama.cpp.
    private static readonly string[] Parameters = ["num_ctx", "n_ctx"];

    private static readonly FrozenDictionary<string, int> Published = new (int Window, string[] Models)[]
    {
        (8_192, ["gpt-4", "gpt-4-0613", "gpt-4-0314", "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002"]),
        (16_385, ["gpt-3.5-turbo"]),
        (32_768, ["gpt-4-32k"]),
        (128_000,
        [
            "gpt-4-turbo", "gpt-4-1106-preview", "gpt-4-0125-preview", "gpt-4-vision-preview", "gpt-4o", "gpt-4o-mini", "chatgpt-4o", "gpt-5-chat", "gpt-5.1-chat",
            "gpt-5.2-chat", "o1-mini", "o1-preview",
        ]),
        (131_072, ["llama-3.3-70b-versatile", "llama-3.1-8b-instant"]),
        (200_000,
        [
            "o1", "o1-pro", "o3", "o3-mini", "o3-pro", "o4-mini", "claude-2.1", "claude-3-opus", "claude-3-sonnet", "claude-3-haiku", "claude-3-5-sonnet", "claude-3-5-haiku",
            "claude-3-7-sonnet", "claude-opus-4", "claude-sonnet-4", "claude-opus-4-1", "claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5",
        ]),
        (400_000, ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-pro", "gpt-5-codex", "gpt-5.1", "gpt-5.1-codex", "gpt-5.2", "gpt-5.2-codex", "gpt-5.3-codex", "gpt-5.4-mini", "gpt-5.4-nano"]),
        (1_000_000, ["claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-sonnet-5"]),
        (1_047_576, ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"]),
        (1_048_576, ["gemini-1.5-flash", "gemini-2.0-flash", "gemini-2.0-flash-lite", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro", "gemini-3-pro", "gemini-3-flash"]),
        (1_050_000, ["gpt-5.4", "gpt-5.5", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"]),
        (2_097_152, ["gemini-1.5-pro"]),
    }.SelectMany(row => row.Models, (row, model) => (model, row.Window)).ToFrozenDictionary(row => row.model, row => row.Window, StringComparer.OrdinalIgnoreCase);

    public static int? Of(ModelEntry entry) => Stated(entry.Unknown) ?? Of(entry.Id);

    /// <param name="model">A model id; a path in front of it, a date or <c>-latest</c> behind it are looked through.</param>
    public static int? Of(string model)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        return Published.TryGetValue(name, out var window) || Published.TryGetValue(Edition().Replace(name, ""), out window) ? window : null;
    }

    /// <summary>What is said of a call and not of the model behind it: the named model's own word, else the parameters that go along.</summary>
    public static int? Of(NamedModel? named, ImmutableDictionary<string, JsonElement>? parameters = null) =>
        Stated(named?.Unknown) ?? Asked(parameters) ?? Asked(named?.ModelApiParameters) ?? Asked(named?.ExtraBody);

    private static int? Stated(IEnumerable<KeyValuePair<string, JsonElement>>? members) => First(members, ContextWindowMember.Names);

    private static int? Asked(IEnumerable<KeyValuePair<string, JsonElement>>? parameters) => First(parameters, Parameters);

    private static int? First(IEnumerable<KeyValuePair<string, JsonElement>>? members, IEnumerable<string> names) => members is null ? null
        : names.Select(name => ContextWindowMember.Tokens(members.FirstOrDefault(member => member.Key == name).Value)).FirstOrDefault(tokens => tokens is not null);

    [GeneratedRegex(@"(?:[-@](?:latest|preview|exp|\d{4}-\d{2}-\d{2}|\d{2}-\d{2,4}|\d{3,8}))+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Edition();
}
