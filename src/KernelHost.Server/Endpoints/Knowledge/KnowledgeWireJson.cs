using System.Text.Json.Serialization;

namespace KernelHost.Server.Endpoints.Knowledge;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NewKnowledgeBaseBody))]
[JsonSerializable(typeof(KnowledgeBaseChangeBody))]
[JsonSerializable(typeof(KnowledgeBaseAnswer))]
[JsonSerializable(typeof(ListAnswer<KnowledgeBaseAnswer>))]
[JsonSerializable(typeof(ReindexAnswer))]
[JsonSerializable(typeof(DocumentBody))]
[JsonSerializable(typeof(DocumentAnswer))]
[JsonSerializable(typeof(ListAnswer<DocumentAnswer>))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(QueryBody))]
[JsonSerializable(typeof(QueryAnswer))]
internal sealed partial class KnowledgeWireJson : JsonSerializerContext;
