using System.Text;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// Whole tool calls out of their deltas. Servers get the numbering wrong in known ways: every index 0, no index, no id, the name repeated.
/// So a delta opens a new call when its index is new, when its id is new, or when it names a function although the call at its index is whole.
/// </summary>
internal sealed class ToolCallAssembler
{
    private readonly List<Call> _calls = [];

    /// <summary>False for a delta that brings nothing.</summary>
    public bool Add(JsonElement delta, bool isWhole)
    {
        var function = delta.Object("function");
        var id = delta.Text("id") is { Length: > 0 } given ? given : null;
        var name = function.Text("name") is { Length: > 0 } named ? named : null;
        var arguments = Arguments(function);

        var call = isWhole ? null : Open(delta.Number("index"), id, name);
        if (call is null && id is null && name is null)
            return false;   // a piece of a call that never began
        if (call is null)
            _calls.Add(call = new(delta.Number("index")));

        call.Id ??= id;
        call.Name ??= name;
        call.Arguments.Append(arguments);
        delta.AddUnknownMembers(ref call.Properties, member => member is "id" or "type" or "function" or "index");
        return arguments.Length > 0 || name is not null;
    }

    /// <summary>The calls so far, in the order they began; they are not given again.</summary>
    public IEnumerable<AIContent> Take()
    {
        var calls = _calls.Select((call, position) => call.ToContent(position)).ToArray();
        _calls.Clear();
        return calls;
    }

    private Call? Open(long? index, string? id, string? name)
    {
        var call = index is null ? _calls.LastOrDefault(c => id is null || c.Id == id) : _calls.LastOrDefault(c => c.Index == index);
        var isAnother = call is not null && (id is not null && call.Id is not null
            ? id != call.Id
            : name is not null && call.Name is not null && ToolArguments.IsWhole(call.Arguments.ToString()));
        return isAnother ? null : call;
    }

    // Some servers send the object itself instead of its text.
    private static string Arguments(JsonElement function) =>
        function.Text("arguments") ?? (function.Object("arguments") is { ValueKind: JsonValueKind.Object } whole ? whole.GetRawText() : "");

    private sealed class Call(long? index)
    {
        public AdditionalPropertiesDictionary? Properties;

        public long? Index => index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();

        public FunctionCallContent ToContent(int position)
        {
            var call = ToolArguments.ToCall(Id ?? $"call_{position}", Name ?? "", Arguments.ToString());
            call.AdditionalProperties = Properties;
            return call;
        }
    }
}
