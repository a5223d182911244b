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
    private static readonly PluginTypes Options = new(new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the result goes into JSON, never into a page
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    /// <param name="function">Whose argument it is: what is remembered of its plugin's types goes when the plugin goes.</param>
    /// <exception cref="JsonException">The JSON does not fit the type.</exception>
    public static object? Read(JsonElement json, Type type, KernelFunction? function = null) => json.Deserialize(type, OptionsFor(function, type));

    /// <summary>A result as JSON; one that comes in pieces is waited for and becomes an array.</summary>
    /// <param name="function">Whose result it is.</param>
    public static async Task<JsonElement> WriteAsync(object? result, KernelFunction? function, CancellationToken cancellationToken)
    {
        if (result is JsonElement json)
            return json;

        using var buffer = new MemoryStream();
        var written = result is KernelContent content ? content.ToString() : result;
        await JsonSerializer.SerializeAsync(buffer, written, OptionsFor(function, written?.GetType() ?? typeof(object)), cancellationToken);
        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    // By the plugin's class, because a list of objects may hold any of the plugin's types.
    private static JsonSerializerOptions OptionsFor(KernelFunction? function, Type type) =>
        Options.OptionsFor(function?.UnderlyingMethod?.DeclaringType is { IsCollectible: true } plugin ? plugin : type);
}
