using System.Text.Json.Serialization;

namespace KernelHost.Providers.Embedded.Rules;

[JsonSerializable(typeof(string[]))]
internal sealed partial class StringListJson : JsonSerializerContext;
