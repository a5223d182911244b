using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using KernelHost.Plugins;

namespace KernelHost;

/// <summary>Reads JSON out of a model's answer, which may stand in a code fence or between sentences although it was asked not to.</summary>
public static class ModelAnswer
{
    private static readonly PluginTypes Lenient =
        new(new(JsonSerializerDefaults.Web) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip, RespectNullableAnnotations = true });

    private static readonly JsonReaderOptions LenientReader = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the first JSON object of the answer. Member names ignore case, numbers may be quoted.</summary>
    /// <typeparam name="T">What the object should be.</typeparam>
    /// <param name="answer">The answer as the model gave it.</param>
    /// <param name="value">The object.</param>
    /// <returns>False when there is no object in the answer, or not such a one.</returns>
    public static bool TryReadJson<T>(string? answer, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = null;
        var start = answer?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        if (answer is null || start < 0)
            return false;

        try
        {
            value = FirstValue(Encoding.UTF8.GetBytes(answer[start..])).Deserialize<T>(Lenient.OptionsFor(typeof(T)));
        }
        catch (JsonException)
        {
            return false;
        }

        return value is not null;
    }

    private static JsonElement FirstValue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, LenientReader);
        return JsonElement.ParseValue(ref reader);
    }
}
