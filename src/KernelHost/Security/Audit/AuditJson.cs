using System.Text.Json.Serialization;

namespace KernelHost.Security;

[JsonSerializable(typeof(string))]
internal sealed partial class AuditJson : JsonSerializerContext;
