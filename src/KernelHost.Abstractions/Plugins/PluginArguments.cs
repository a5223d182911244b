using System.Text.Json;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>Brings a caller's JSON to a function's arguments, naming the one that does not fit.</summary>
internal static class PluginArguments
{
    /// <exception cref="PluginArgumentException">One is unknown, missing or of the wrong type.</exception>
    public static KernelArguments Of(KernelFunction function, IReadOnlyDictionary<string, JsonElement> given)
    {
        var parameters = function.Metadata.Parameters;
        string[] more = [.. given.Keys.Where(name => parameters.All(parameter => parameter.Name != name))];
        if (more.Length > 0 && !TakesMore(function.JsonSchema))
            throw Unknown(more[0], parameters);

        var arguments = new KernelArguments();
        foreach (var parameter in parameters)
        {
            if (given.TryGetValue(parameter.Name, out var json) && !IsLeftOut(parameter, json))
                arguments[parameter.Name] = Convert(function, parameter, json);
            else if (parameter.IsRequired)
                throw new PluginArgumentException(parameter.Name, $"'{parameter.Name}' is missing.");
        }

        foreach (var name in more)
            arguments[name] = given[name];
        return arguments;
    }

    // Null is as good as nothing to a parameter of ours; to a function from elsewhere it may be a value.
    private static bool IsLeftOut(KernelParameterMetadata parameter, JsonElement json) =>
        json.ValueKind == JsonValueKind.Null && !parameter.IsRequired && (parameter.ParameterType is not null || !JsonTypes.Fits(json, parameter.Schema?.RootElement));

    // An MCP server's may, by what it says or by naming none at all; ours name theirs, and a misspelt one is told.
    private static bool TakesMore(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && (schema.TryGetProperty("additionalProperties", out var more) ? more.ValueKind is JsonValueKind.True or JsonValueKind.Object : !schema.TryGetProperty("properties", out _));

    private static object? Convert(KernelFunction function, KernelParameterMetadata parameter, JsonElement json)
    {
        if (!JsonTypes.Fits(json, parameter.Schema?.RootElement))
            throw Misfit(parameter, $"must be {JsonTypes.Describe(parameter.Schema?.RootElement)}, not {JsonTypes.Describe(json)}");

        try
        {
            // A function from elsewhere (an MCP server's) has a schema but no type.
            return parameter.ParameterType is { } type ? PluginJson.Read(json, type, function) : json;
        }
        catch (ArgumentException)
        {
            // What a type's own constructor does not take; the message is for developers.
            throw Misfit(parameter, $"must be {JsonTypes.Describe(parameter.Schema?.RootElement)}, as in its schema");
        }
        catch (JsonException misfit)
        {
            throw Misfit(parameter, Explain(misfit, json, parameter.Schema?.RootElement));
        }
    }

    private static string Explain(JsonException misfit, JsonElement json, JsonElement? schema) =>
        misfit.Path is not (null or "$") ? $"does not fit its schema at {misfit.Path}"
        : JsonTypes.Missing(json, schema) is [_, ..] missing ? $"lacks {string.Join(", ", missing.Select(NearNames.Quote))}"
        : $"must be {JsonTypes.Describe(schema)}, as in its schema";

    private static PluginArgumentException Misfit(KernelParameterMetadata parameter, string what) => new(parameter.Name, $"'{parameter.Name}' {what}.");

    private static PluginArgumentException Unknown(string name, IReadOnlyList<KernelParameterMetadata> parameters)
    {
        var near = NearNames.To(name, parameters.Select(parameter => parameter.Name));
        return new(name, $"There is no argument {NearNames.Quote(name)}.{NearNames.Hint(near)}");
    }
}
