using System.Text.Json;
using KernelHost.Plugins;
using KernelHost.Routing;
using Microsoft.SemanticKernel;

namespace KernelHost.Server.Wire;

/// <summary>Plugins, their functions, and what a call of one gave.</summary>
internal static class PluginWriter
{
    public static void WriteList(Utf8JsonWriter writer, IEnumerable<KernelPlugin> plugins)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var plugin in plugins)
            Write(writer, plugin);
        writer.WriteEndArray();
        writer.WriteNull("next_cursor");
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, KernelPlugin plugin)
    {
        writer.WriteStartObject();
        writer.WriteString("name", plugin.Name);
        writer.WriteString("version", (plugin as VersionedPlugin)?.Version);
        writer.WriteString("description", plugin.Description);
        writer.WriteStartArray("functions");
        foreach (var function in plugin.OrderBy(function => function.Name, StringComparer.Ordinal))
            WriteFunction(writer, PluginFunction.Of(function));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteResult(Utf8JsonWriter writer, JsonElement result, IEnumerable<ModelCallReport> calls, TimeSpan duration)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("result");
        result.WriteTo(writer);
        writer.WriteStartArray("calls");
        foreach (var call in calls)
            WriteCall(writer, call);
        writer.WriteEndArray();
        writer.WriteNumber("duration_ms", (long)duration.TotalMilliseconds);
        writer.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter writer, PluginFunction function)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteString("description", function.Description);
        writer.WritePropertyName("parameters");
        function.Parameters.WriteTo(writer);
        writer.WritePropertyName("returns");
        if (function.Returns is { } returns)
            returns.WriteTo(writer);
        else
            writer.WriteNullValue();
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, ModelCallReport call)
    {
        writer.WriteStartObject();
        writer.WriteString("service_id", call.ServiceId);
        writer.WriteModelInfoMembers(call);
        if (call.Usage is { } usage)
            writer.WriteUsage(usage);
        else
            writer.WriteNull("usage");
        writer.WriteEndObject();
    }
}
