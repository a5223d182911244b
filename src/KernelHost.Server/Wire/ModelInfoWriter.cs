using System.Text.Json;
using KernelHost.Routing;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>model_info</c>: which model answered, and why another than the one asked for.</summary>
internal static class ModelInfoWriter
{
    public static void WriteModelInfo(this Utf8JsonWriter writer, ModelCallReport report)
    {
        writer.WriteStartObject("model_info");
        writer.WriteModelInfoMembers(report);
        writer.WriteEndObject();
    }

    /// <summary>Into the open object: a plugin's <c>calls</c> have these members among others.</summary>
    public static void WriteModelInfoMembers(this Utf8JsonWriter writer, ModelCallReport report)
    {
        writer.WriteString("requested", report.Requested);
        writer.WriteString("resolved", report.Resolved);
        writer.WriteString("provider", report.Provider);
        writer.WriteBoolean("fallback_used", report.FallbackUsed);
        writer.WriteString("fallback_reason", report.FallbackReason);
    }
}
