using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Jobs;
using KernelHost.Knowledge.Index;
using KernelHost.Server.Endpoints.Jobs;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <param name="Text">The document itself.</param>
/// <param name="ContentType"><c>text/plain</c>, <c>text/markdown</c> or <c>text/html</c>; absent = by the name's end.</param>
/// <param name="Title">Absent = what the document says itself.</param>
/// <param name="Metadata">Members that queries filter by: text, numbers, true or false, or lists of them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DocumentBody(string? Name, string? Text, string? ContentType = null, string? Title = null, JsonElement? Metadata = null);

/// <param name="Bytes">As it was sent, in UTF-8.</param>
/// <param name="Characters">Of its text.</param>
/// <param name="Chunks">That serve.</param>
/// <param name="Status"><c>indexing</c>, <c>ready</c> or <c>failed</c>.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Serving">Whether searches find it, if only by an earlier text.</param>
internal sealed record DocumentAnswer(
    string Id, string Name, string ContentType, string? Title, JsonElement Metadata, long Bytes, long Characters, long Chunks, string Status, string? Error, bool Serving,
    DateTime CreatedAt, DateTime UpdatedAt)
{
    public static DocumentAnswer Of(KnowledgeDocument one) => new(
        one.Id, one.Name, one.ContentType, one.Title, JsonElement.Parse(one.Metadata), one.Bytes, one.Characters, one.Chunks, one.Status.ToString().ToLowerInvariant(), one.Error,
        one.IsServing, one.CreatedAt.UtcDateTime, one.UpdatedAt.UtcDateTime);
}

/// <param name="Document">The first of <paramref name="Documents"/>.</param>
/// <param name="Job">That indexes them.</param>
internal sealed record UploadAnswer(DocumentAnswer Document, IReadOnlyList<DocumentAnswer> Documents, JobAnswer Job)
{
    public static UploadAnswer Of(IReadOnlyList<KnowledgeDocument> documents, Job job)
    {
        var answers = documents.Select(DocumentAnswer.Of).ToArray();
        return new(answers[0], answers, JobAnswer.Of(job));
    }
}
