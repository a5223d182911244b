using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>
/// JSON to and from a plugin's types. Names are the plugin's own ([JsonPropertyName]), as in the schemas that Semantic Kernel makes:
/// what a schema says is what is read and written.
/// </summary>
internal static class PluginJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the result goes into JSON, never into a page
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="JsonException">The JSON does not fit the type.</exception>
    public static object? Read(JsonElement json, Type type) => json.Deserialize(type, Options);

    /// <summary>A result as JSON; one that comes in pieces is waited for and becomes an array.</summary>
    public static async Task<JsonElement> WriteAsync(object? result, CancellationToken cancellationToken)
    {
        if (result is JsonElement json)
            return json;

        using var buffer = new MemoryStream();
        await JsonSerializer.SerializeAsync(buffer, result is KernelContent content ? content.ToString() : result, Options, cancellationToken);
        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
