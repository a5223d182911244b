using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Puts together calls that arrive in pieces: the id and the name come once, the arguments bit by bit.</summary>
internal sealed class StreamedCalls
{
    private readonly SortedDictionary<int, Call> _calls = [];

    public bool Any => _calls.Count > 0;

    public void Add(StreamingChatToolCallUpdate piece)
    {
        if (!_calls.TryGetValue(piece.Index, out var call))
            _calls[piece.Index] = call = new();

        call.Id = string.IsNullOrEmpty(piece.ToolCallId) ? call.Id : piece.ToolCallId;
        call.Name = string.IsNullOrEmpty(piece.FunctionName) ? call.Name : piece.FunctionName;
        if (piece.FunctionArgumentsUpdate?.ToMemory() is { IsEmpty: false } arguments)
            call.Arguments.Append(Encoding.UTF8.GetString(arguments.Span));
    }

    public List<AIContent> Complete() => [.. _calls.Values.Select(call => OpenAIAnswer.ToCall(call.Id, call.Name, call.Arguments.ToString()))];

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
