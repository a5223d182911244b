using System.Text.Json;

namespace KernelHost.Server.Wire;

/// <summary>The body of a plugin call: <c>{"arguments": {…}}</c>.</summary>
internal static class PluginCall
{
    private const string Arguments = "arguments";

    public static IReadOnlyDictionary<string, JsonElement> Read(WireValue body)
    {
        // A misspelt member would run the function without what the caller meant to give it.
        foreach (var member in body.Json.EnumerateObject())
        {
            if (member.Name != Arguments)
                throw body[member.Name].Invalid("is not known here: the function's arguments go into 'arguments'.");
        }

        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var argument in body[Arguments].OptionalObject()?.Json.EnumerateObject() ?? default)
            read[argument.Name] = argument.Value;
        return read;
    }
}
