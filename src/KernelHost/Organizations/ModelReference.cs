using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>A model of a provider, written <c>provider/model</c>. The empty pair means "cleared". Two are equal when they name the same model.</summary>
public sealed record ModelReference(string Provider, string Model)
{
    public static ModelReference Empty { get; } = new("", "");

    [JsonIgnore]
    public bool IsEmpty => Provider.Length == 0 && Model.Length == 0;

    /// <summary>Defaults for calls that get the model by this reference, as a named model has them; a request's own parameters win.</summary>
    public ImmutableDictionary<string, JsonElement>? ModelApiParameters { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }

    public bool Equals(ModelReference? other) => other is not null && Provider == other.Provider && Model == other.Model;

    public override int GetHashCode() => HashCode.Combine(Provider, Model);

    public override string ToString() => $"{Provider}/{Model}";
}
