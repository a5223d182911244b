using System.Text.Json.Serialization;

namespace KernelHost.Kernels.PluginCalling;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PluginCallJson : JsonSerializerContext;
