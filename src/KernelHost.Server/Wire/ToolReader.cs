using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>
/// The members <c>tools</c> and <c>tool_choice</c>. How many tools are too many is the model server's to say: OpenAI takes 128, others more.
/// </summary>
internal static class ToolReader
{
    private static readonly string[] Known = ["name", "description", "parameters"];
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    public static IList<AITool>? ReadTools(WireValue tools)
    {
        if (tools.IsAbsent)
            return null;
        AITool[] read = [.. tools.Items().Where(tool => !PluginToolReader.IsPlugin(tool)).Select(ReadTool)];
        return read.Length > 0 ? read : null;
    }

    /// <summary>The retired member <c>functions</c>: tools without the wrapping.</summary>
    public static IList<AITool>? ReadFunctions(WireValue functions)
    {
        if (functions.IsAbsent)
            return null;
        AITool[] read = [.. functions.Items().Select(function => ReadFunction(function, null))];
        return read.Length > 0 ? read : null;
    }

    /// <summary>The retired member <c>function_call</c>.</summary>
    public static ChatToolMode? ReadFunctionCall(WireValue call, IList<AITool>? tools) => call.Kind switch
    {
        _ when call.IsAbsent => null,
        JsonValueKind.Object => ChatToolMode.RequireSpecific(Named(call["name"], tools, withPlugins: false)),
        _ => call.Text() switch
        {
            "none" => ChatToolMode.None,
            "auto" => ChatToolMode.Auto,
            var other => throw call.Invalid($"must be none, auto or an object that names a function, not '{Excerpt.Of(other)}'."),
        },
    };

    /// <summary>Null when it is absent, and for a form this host has no word for, which then passes through as it is.</summary>
    /// <param name="withPlugins">The host offers functions of its own too, and knows which.</param>
    public static ChatToolMode? ReadChoice(WireValue choice, IList<AITool>? tools, bool withPlugins)
    {
        if (choice.IsAbsent)
            return null;
        var mode = choice.Kind switch
        {
            JsonValueKind.String => Word(choice),
            JsonValueKind.Object when choice["type"].Text() == "function" => ChatToolMode.RequireSpecific(Named(choice["function"].Object()["name"], tools, withPlugins)),
            JsonValueKind.Object => null,
            _ => throw choice.Expected("none, auto, required or an object that names a function"),
        };
        return mode is null or AutoChatToolMode or NoneChatToolMode || tools is not null || withPlugins ? mode
            : throw choice.Invalid("needs tools: send 'tools' with it, or leave it out.");
    }

    private static ChatToolMode Word(WireValue choice) => choice.Text() switch
    {
        "none" => ChatToolMode.None,
        "auto" => ChatToolMode.Auto,
        "required" => ChatToolMode.RequireAny,
        var other => throw choice.Invalid($"must be none, auto, required or an object that names a function, not '{Excerpt.Of(other)}'."),
    };

    private static string Named(WireValue name, IList<AITool>? tools, bool withPlugins)
    {
        var wanted = name.NonEmptyText();
        return withPlugins || tools?.Any(tool => tool.Name == wanted) == true ? wanted : throw name.Invalid($"must be one of the tools in the request; '{Excerpt.Of(wanted)}' is not.");
    }

    private static ClientTool ReadTool(WireValue tool)
    {
        var type = tool.Object()["type"];
        if (type.Text() != "function")
            throw type.Invalid($"must be function, or kernelhost for a plugin: this host knows no tools of type '{Excerpt.Of(type.Text())}'.");

        return ReadFunction(tool["function"], tool.Json.Further(["type", "function"]));
    }

    /// <param name="beside">What stands beside the function in its tool, such as <c>cache_control</c>.</param>
    private static ClientTool ReadFunction(WireValue function, AdditionalPropertiesDictionary? beside)
    {
        var schema = function.Object()["parameters"].OptionalObject()?.Json ?? NoParameters;
        _ = function["strict"].OptionalFlag();
        var further = function.Json.Further(Known);
        foreach (var (name, value) in beside ?? [])
            (further ??= [])[name] = value;
        return new(function["name"].NonEmptyText(), function["description"].OptionalText(), schema, further);
    }
}
