using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Server.Wire;

/// <summary>One thing a client may write in <c>model</c>.</summary>
/// <param name="Id">What it writes.</param>
/// <param name="Provider">Null when nothing can serve it just now.</param>
/// <param name="ServiceIds">The kernel's service ids that lead to it.</param>
internal sealed record OfferedModel(string Id, ModelType Type, string? Provider, bool Available, IReadOnlyList<string> ServiceIds);

internal static class ModelsWriter
{
    // Model servers do not say when a model was made. OpenAI's clients want a number, and one that stays the same.
    private const long Created = 1_735_689_600;

    public static void WriteList(Utf8JsonWriter writer, IEnumerable<OfferedModel> models)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (var model in models)
            Write(writer, model);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, OfferedModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        writer.WriteString("object", "model");
        writer.WriteNumber("created", Created);
        writer.WriteString("owned_by", model.Provider ?? "kernelhost");
        writer.WriteString("type", model.Type.Wire());
        writer.WriteString("provider", model.Provider);
        writer.WriteBoolean("available", model.Available);
        writer.WriteStartArray("service_ids");
        foreach (var id in model.ServiceIds)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
