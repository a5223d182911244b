using System.Buffers;
using System.Text.Json;
using KernelHost.Models.Rules;
using KernelHost.Routing;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>model_info</c>: which model answered, and why another than the one asked for.</summary>
internal static class ModelInfoWriter
{
    // One call after the other on a thread, thousands a second: the tools are kept.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The value alone, for an answer that is passed on as bytes.</summary>
    public static ReadOnlyMemory<byte> ToJson(ModelCallReport report)
    {
        var buffer = _buffer ??= new(256);
        var writer = _writer ??= new(buffer, WireJson.Options);
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteModelInfoMembers(report);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same with the sources behind it, as the members of an answer follow each other.</summary>
    public static ReadOnlyMemory<byte> ToJsonWithSources(ModelCallReport report)
    {
        var members = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(members, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteModelInfo(report);
            writer.WriteEndObject();
        }

        return members.WrittenMemory["{\"model_info\":".Length..^1];
    }

    public static void WriteModelInfo(this Utf8JsonWriter writer, ModelCallReport report)
    {
        writer.WriteStartObject("model_info");
        writer.WriteModelInfoMembers(report);
        writer.WriteEndObject();
        if (report.Sources is { } sources)
            WriteSources(writer, sources);
    }

    /// <summary>Into the open object: a plugin's <c>calls</c> have these members among others.</summary>
    public static void WriteModelInfoMembers(this Utf8JsonWriter writer, ModelCallReport report)
    {
        writer.WriteString("requested", report.Requested);
        writer.WriteString("resolved", report.Resolved);
        writer.WriteString("provider", report.Provider);
        writer.WriteBoolean("fallback_used", report.FallbackUsed);
        writer.WriteString("fallback_reason", report.FallbackReason);
        if (report.Route is { } route)
            WriteRoute(writer, route);
        if (report.PluginCalls is { } calls)
            WriteCalls(writer, calls);
        if (report.Assistant is { } assistant)
            WriteAssistant(writer, assistant);
    }

    private static void WriteAssistant(Utf8JsonWriter writer, AssistantReport assistant)
    {
        writer.WriteStartObject("assistant");
        writer.WriteString("slug", assistant.Slug);
        writer.WriteString("rewritten_query", assistant.RewrittenQuery);
        writer.WriteStartArray("steps");
        foreach (var step in assistant.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("name", step.Name);
            writer.WriteString("label", step.Label);
            if (step.Confidence is { } confidence)
                writer.WriteNumber("confidence", confidence);
            writer.WriteString("reason", step.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings");
        foreach (var warning in assistant.Warnings)
            writer.WriteStringValue(warning);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSources(Utf8JsonWriter writer, IEnumerable<AnswerSource> sources)
    {
        writer.WriteStartArray("sources");
        foreach (var (index, source) in sources.Index())
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", index + 1);
            writer.WriteString("knowledge_base", source.KnowledgeBase);
            writer.WriteString("document", source.Document);
            writer.WriteString("document_id", source.DocumentId);
            writer.WriteString("heading", source.Heading);
            writer.WriteNumber("chunk", source.Chunk);
            if (source.Position is { } position)
                writer.WriteNumber("position", position);
            else
                writer.WriteNull("position");
            writer.WriteNumber("score", Math.Round(source.Score, 6));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter writer, IEnumerable<PluginCallReport> calls)
    {
        writer.WriteStartArray("plugin_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("plugin", call.Plugin);
            writer.WriteString("function", call.Function);
            writer.WriteNumber("duration_ms", (long)call.Duration.TotalMilliseconds);
            writer.WriteBoolean("ok", call.Error is null);
            if (call.Error is { } error)
                writer.WriteString("error", error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRoute(Utf8JsonWriter writer, RouteTaken route)
    {
        writer.WriteStartObject("route");
        writer.WriteString("name", route.Name);
        writer.WriteString("rule", route.Rule);
        if (route.Variant is { } variant)
            writer.WriteString("variant", variant);
        writer.WriteEndObject();
    }
}
