using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>The lines of one answer as updates; a whole answer is a stream of one line.</summary>
internal sealed class OllamaChunks(ProviderConnection connection)
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create("model", "created_at", "message", "done", "done_reason", "prompt_eval_count", "eval_count", "logprobs");

    private readonly string _id = "chatcmpl-" + Guid.NewGuid().ToString("n");
    private int _calls;
    private bool _answered;

    public bool Done { get; private set; }

    public ChatResponseUpdate Read(JsonElement line)
    {
        var message = line.Object("message");
        _answered |= message.ValueKind == JsonValueKind.Object;
        Done = line.ValueKind == JsonValueKind.Object && line.TryGetProperty("done", out var done) && done.ValueKind == JsonValueKind.True;

        AdditionalPropertiesDictionary? properties = null;
        line.AddUnknownMembers(ref properties, Known.Contains);
        if (OllamaLogProbs.Read(line) is { } logProbs)
            (properties ??= [])["logprobs"] = logProbs;
        return new(ChatRole.Assistant, [.. Contents(line, message)])
        {
            ResponseId = _id,
            MessageId = _id,
            ModelId = line.Text("model"),
            CreatedAt = DateTimeOffset.TryParse(line.Text("created_at"), CultureInfo.InvariantCulture, out var created) ? created : null,
            FinishReason = Done ? Finish(line.Text("done_reason")) : null,
            AdditionalProperties = properties,
        };
    }

    /// <exception cref="ProviderException">The answer ended before its last line, or there was none.</exception>
    public void End()
    {
        if (!Done || !_answered)
            throw ProviderHttp.NotAnAnswer(connection, _answered ? "a stream that broke off" : "no message in its answer");
    }

    private IEnumerable<AIContent> Contents(JsonElement line, JsonElement message)
    {
        if (message.Text("thinking") is { Length: > 0 } thinking)
            yield return new TextReasoningContent(thinking);
        if (message.Text("content") is { Length: > 0 } text)
            yield return new TextContent(text);
        foreach (var call in message.Items("tool_calls"))
            yield return Call(call);
        if (Usage(line) is { } usage)
            yield return new UsageContent(usage);
    }

    private FunctionCallContent Call(JsonElement call)
    {
        var function = call.Object("function");
        var arguments = function.Object("arguments") is { ValueKind: JsonValueKind.Object } whole ? whole.GetRawText() : function.Text("arguments") ?? "{}";
        var position = _calls++;
        return ToolArguments.ToCall(call.Text("id") is { Length: > 0 } id ? id : MadeUpId(position), function.Text("name") ?? "", arguments);
    }

    // Older servers give no ids. Clients match results by id over a whole conversation, so it has to differ from answer to answer.
    private string MadeUpId(int position) =>
        $"call_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_id}/{position}")).AsSpan(0, 12))}";

    // A call is a call, although the server says "stop".
    private ChatFinishReason Finish(string? reason) => reason switch
    {
        "length" => ChatFinishReason.Length,
        null or "" or "stop" => _calls > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        _ => new(reason),
    };

    private static UsageDetails? Usage(JsonElement line)
    {
        var input = line.Number("prompt_eval_count");
        var output = line.Number("eval_count");
        return input is null && output is null ? null
            : new() { InputTokenCount = input ?? 0, OutputTokenCount = output ?? 0, TotalTokenCount = (input ?? 0) + (output ?? 0) };
    }
}
