using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>One model's entry in a file.</summary>
/// <param name="Path">Where it stands, for messages.</param>
/// <param name="Json">As written.</param>
/// <param name="Extension">What the file's <c>x-kernelhost</c> adds to it.</param>
internal sealed record FileModel(string Path, JsonObject Json, JsonObject? Extension)
{
    public string? Name => Text("name");

    public string? Text(string member) => Text(Json, member);

    /// <summary>It leaves both to the setup's default.</summary>
    public bool NamesNoModel => Json["provider"] is null && Json["model"] is null;

    public static string? Text(JsonObject json, string member) =>
        json[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The server it is on; null when its provider is missing or unknown.</summary>
    public AskedServer? Asked() => Text("provider") is { } provider && ModelServer.Providers.Contains(provider)
        ? new(provider, Text("base_url") is { Length: > 0 } url ? url : null, Text("api_key") is { Length: > 0 } key ? key : null,
            Extension is null ? null : Text(Extension, "provider"))
        : null;
}
