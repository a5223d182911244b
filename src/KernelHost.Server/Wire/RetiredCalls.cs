using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>
/// The retired way of calling functions: one <c>function_call</c> in an assistant's message, answered by a message of role function that names the function.
/// Tools have ids in place of names, so the calls of one conversation get some.
/// </summary>
internal sealed class RetiredCalls
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public FunctionCallContent Read(WireValue call)
    {
        var name = call.Object()["name"].NonEmptyText();
        var id = $"call_{_ids.Count + 1}";
        _ids[name] = id;
        return ToolCallReader.Call(id, name, call["arguments"].OptionalText() ?? "");
    }

    public string IdOf(WireValue name) => _ids.TryGetValue(name.NonEmptyText(), out var id) ? id
        : throw name.Invalid($"must be a function that an earlier function_call of the assistant names; '{Excerpt.Of(name.Text())}' is not.");
}
