using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Microsoft.SemanticKernel;

/// <summary>
/// Serializer options for types whose assembly may be unloaded: options remember every type they met, and those that live as long as the process would hold a plugin in memory
/// for ever. Such a type has options of its own, which go with it. Thread-safe.
/// </summary>
internal sealed class UnloadableTypes(JsonSerializerOptions shared)
{
    private readonly ConditionalWeakTable<Type, JsonSerializerOptions> _own = [];

    public JsonSerializerOptions OptionsFor(Type type) => type.IsCollectible ? _own.GetValue(type, _ => Copy()) : shared;

    // A resolver of its own: options that are equal share what they remember.
    private JsonSerializerOptions Copy() => new(shared) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
}
