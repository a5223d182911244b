using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// The chunks of one stream as updates. Text and reasoning come as they arrive; tool calls come whole, in order, with the finish reason (or at
/// the end, when there is none); usage comes last and once, whatever the server repeats.
/// </summary>
internal sealed class ChatChunks(ProviderConnection connection)
{
    private readonly ToolCallAssembler _calls = new();
    private UsageDetails? _usage;
    private string? _id;
    private bool _answered;

    /// <summary>The stream has said <c>[DONE]</c>.</summary>
    public bool Done { get; private set; }

    /// <summary>A finish reason has come: nothing of the answer is missing but, perhaps, its usage.</summary>
    public bool Finished { get; private set; }

    /// <summary>Whether the last chunk brought the answer forward; an empty one does not.</summary>
    public bool Progressed { get; private set; }

    /// <summary>Null for a chunk that brings nothing to pass on, and for one that cannot be read: one bad chunk does not end a live stream.</summary>
    /// <exception cref="ProviderException">The chunk is an error.</exception>
    public ChatResponseUpdate? Read(ReadOnlyMemory<byte> data)
    {
        Progressed = false;
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            Done = true;
            return null;
        }

        using var document = TryParse(data);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } chunk)
            return null;
        if (UpstreamError.IsIn(chunk))
            throw FailureClassifier.ClassifyInBand(data, connection);
        return chunk.ValueKind == JsonValueKind.Object ? Read(chunk) : null;
    }

    /// <summary>What is left when the stream is over.</summary>
    /// <exception cref="ProviderException">It ended in the middle, or without a word.</exception>
    public ChatResponseUpdate End()
    {
        if (!Finished && !(Done && _answered))
            throw ProviderHttp.NotAnAnswer(connection, _answered ? "a stream that broke off" : "an empty stream");

        var rest = _calls.Take().ToList();
        if (_usage is not null)
            rest.Add(new UsageContent(_usage));
        return new(ChatRole.Assistant, rest) { ResponseId = _id, MessageId = _id };
    }

    private ChatResponseUpdate? Read(JsonElement chunk)
    {
        _id ??= chunk.Text("id");
        _usage = UsageReader.Read(chunk) ?? _usage;
        var choice = chunk.Items("choices").FirstOrDefault(c => c.Number("index") is null or 0);
        if (choice.ValueKind != JsonValueKind.Object)
            return null;

        var delta = choice.Object("delta");
        List<AIContent> contents = [.. ChatAnswer.Contents(delta)];
        Progressed = contents.Count > 0;
        foreach (var call in delta.Items("tool_calls"))
            Progressed |= _calls.Add(call, isWhole: false);

        var finish = ChatAnswer.Finish(choice);
        if (finish is not null)
            contents.AddRange(_calls.Take());
        Finished |= finish is not null;
        Progressed |= Finished;
        _answered |= Progressed;
        return Update(chunk, choice, contents, finish);
    }

    private ChatResponseUpdate Update(JsonElement chunk, JsonElement choice, List<AIContent> contents, ChatFinishReason? finish)
    {
        AdditionalPropertiesDictionary? properties = null;
        chunk.AddUnknownMembers(ref properties, ChatAnswer.AnswerMembers.Contains);
        choice.AddUnknownMembers(ref properties, ChatAnswer.ChoiceMembers.Contains);
        choice.Object("delta").AddUnknownMembers(ref properties, ChatAnswer.MessageMembers.Contains);
        return new(ChatRole.Assistant, contents)
        {
            ResponseId = _id,
            MessageId = _id,
            ModelId = chunk.Text("model"),
            CreatedAt = ChatAnswer.Created(chunk),
            FinishReason = finish,
            AdditionalProperties = properties,
        };
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
