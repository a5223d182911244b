using System.Text.Json;
using KernelHost.Models;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The body of <c>POST /v1/chat/completions</c> in the words of Microsoft.Extensions.AI.</summary>
/// <param name="Model">What the client wrote; null = its default.</param>
internal sealed record ChatCompletionRequest(string? Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    public bool Stream { get; init; }

    /// <summary>The client wants the usage at the end of its stream.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary><c>metadata.task</c>, by which chat front ends mark their auxiliary calls.</summary>
    public string? Task { get; init; }

    /// <summary>What it asks of the model, by the client's own names.</summary>
    public required ChatParameters Parameters { get; init; }

    /// <summary>The client speaks of <c>functions</c>, the retired form of tools, and is answered in kind.</summary>
    public bool SpeaksOfFunctions { get; init; }

    public static ChatCompletionRequest Read(WireValue body)
    {
        RefuseWhatIsNotServed(body);
        var stream = body["stream_options"];
        var metadata = body["metadata"];
        return new(body["model"].OptionalText(), MessageReader.Read(body["messages"]), ChatOptionsReader.Read(body))
        {
            Parameters = ChatParameters.In(body.Json, strict: false),
            SpeaksOfFunctions = !body["functions"].IsAbsent && body["tools"].IsAbsent,
            Stream = body["stream"].OptionalFlag() ?? false,
            IncludeUsage = stream.OptionalObject() is { } options && options["include_usage"].OptionalFlag() is true,
            Task = metadata.OptionalObject() is { } members && members["task"] is { Kind: JsonValueKind.String } task ? task.Text() : null,
        };
    }

    private static void RefuseWhatIsNotServed(WireValue body)
    {
        if (body["n"].OptionalWhole(1, 128) is not (null or 1))
            throw BadRequest.Create(DroppedParameters.Unsupported, "'n' must be 1 with this model, and with plugins: there is one choice per call. Send several requests for several choices.", "n");
    }
}
