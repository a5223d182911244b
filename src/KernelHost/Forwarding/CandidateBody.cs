using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>
/// A request's bytes for one candidate: its model, the prompts and parameters that its named model and role add where the request has none, and the wish for
/// the usage of a stream. All else stays byte for byte.
/// </summary>
internal static class CandidateBody
{
    private static readonly string[] AlwaysTheCallers = ["model", "messages", "stream", "stream_options"];

    private static readonly byte[] Model = "model"u8.ToArray();
    private static readonly byte[] StreamOptions = "stream_options"u8.ToArray();
    private static readonly byte[] IncludeUsage = "include_usage"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] WithUsage = "{\"include_usage\":true}"u8.ToArray();

    // One body after the other on a thread, thousands a second: the tool is kept.
    [ThreadStatic]
    private static ObjectEdit? _edit;

    public static PooledBytes Write(OpenAiRequest request, Candidate candidate, Setup setup, ProviderConnection connection, bool asksForUsage, OpenAiEndpoint? endpoint = null)
    {
        var edit = _edit ??= new(request.Outline);
        edit.Clear(request.Outline);
        edit.Set(Model, JsonText.Quote(candidate.Model));
        AddPrompts(edit, request.Outline, candidate.Named, setup);
        AddParameters(edit, request.Outline, candidate, connection, endpoint ?? OpenAiEndpoint.ChatCompletions);
        if (asksForUsage && request is { Stream: true, IncludeUsage: false })
            AskForUsage(edit, request.Outline);

        var body = new PooledBytes(request.Json.Length + 256);
        edit.WriteTo(body);
        return body;
    }

    private static void AddPrompts(ObjectEdit edit, ObjectOutline outline, NamedModel? named, Setup setup)
    {
        if (named is null || named.PromptNames.IsEmpty || outline.Find("messages"u8) is not (>= 0 and var messages) || outline.Members[messages].Kind != JsonTokenType.StartArray)
            return;

        var prompts = NamedPrompts.Of(named, setup);
        if (prompts.Length == 0)
            return;
        var member = outline.Members[messages];
        var rest = outline.Json.Span[(member.Start + 1)..member.End].TrimStart(" \t\r\n"u8);
        edit.Insert(messages, member.Start + 1, rest[0] == (byte)']' ? prompts : (byte[])[.. prompts, (byte)',']);
    }

    private static void AddParameters(ObjectEdit edit, ObjectOutline outline, Candidate candidate, ProviderConnection connection, OpenAiEndpoint endpoint)
    {
        if (candidate is { Named: null, Parameters: null })
            return;

        var added = new HashSet<string>(AlwaysTheCallers, StringComparer.Ordinal);
        foreach (var (written, value) in Defaults(candidate))
        {
            var isLimit = OutputLimit.Names.Contains(written);
            var name = isLimit ? OutputLimit.NameFor(endpoint, connection, candidate.Model) : written;
            if (!added.Add(name) || (isLimit ? OutputLimit.Names.Any(other => IsGiven(outline, other)) : IsGiven(outline, name)))
                continue;
            edit.Set(JsonText.Escape(name), Encoding.UTF8.GetBytes(value.GetRawText()));
        }
    }

    // The parameters of the role that led here count more than the named model's, and those more than its extra body.
    private static IEnumerable<KeyValuePair<string, JsonElement>> Defaults(Candidate candidate)
    {
        var none = ImmutableDictionary<string, JsonElement>.Empty;
        return OutputLimit.InOrder(candidate.Parameters ?? none)
            .Concat(OutputLimit.InOrder(candidate.Named?.ModelApiParameters ?? none)).Concat(OutputLimit.InOrder(candidate.Named?.ExtraBody ?? none));
    }

    // Null counts as absent, as it does at OpenAI.
    private static bool IsGiven(ObjectOutline outline, string name) =>
        outline.Kind(Encoding.UTF8.GetBytes(name)) is not (JsonTokenType.None or JsonTokenType.Null);

    private static void AskForUsage(ObjectEdit edit, ObjectOutline outline)
    {
        if (outline.Kind(StreamOptions) != JsonTokenType.StartObject)
        {
            edit.Set(StreamOptions, WithUsage);
            return;
        }

        var member = outline.Find(StreamOptions);
        var theirs = new ObjectOutline();
        theirs.Read(outline.Value(outline.Members[member]));
        var nested = new ObjectEdit(theirs);
        nested.Set(IncludeUsage, True);
        var value = new ArrayBufferWriter<byte>();
        nested.WriteTo(value);
        edit.Replace(member, value.WrittenMemory);
    }
}
