using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>A model of a provider, written <c>provider/model</c>. The empty pair means "cleared".</summary>
public sealed record ModelReference(string Provider, string Model)
{
    public static ModelReference Empty { get; } = new("", "");

    [JsonIgnore]
    public bool IsEmpty => Provider.Length == 0 && Model.Length == 0;

    public override string ToString() => $"{Provider}/{Model}";
}
