using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Mcp;
using KernelHost.Plugins;
using KernelHost.Routing;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>
/// Runs the plugin calls of one answer of a model, several at once. Whatever goes wrong in a function is told to the model, in the words a caller of the function would
/// get; only the end of the request's time, and the client's leaving, end the request.
/// </summary>
internal sealed class PluginRunner(Kernel kernel, PluginInvoker invoker, PluginChatOptions limits, TimeProvider time)
{
    /// <returns>In the order of the calls.</returns>
    public async Task<ImmutableArray<(FunctionResultContent Result, PluginCallReport Report)>> RunAsync(
        IReadOnlyList<(FunctionCallContent Call, OfferedFunction Function)> calls, CancellationToken cancellationToken)
    {
        var results = new (FunctionResultContent, PluginCallReport)[calls.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = limits.MostConcurrentCalls, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, calls.Count, parallel, async (index, ended) => results[index] = index < limits.MostCallsPerRound
            ? await RunAsync(calls[index].Call, calls[index].Function, ended)
            : Failed(calls[index].Call, calls[index].Function, default, "too_many_calls", $"Not run: at most {limits.MostCallsPerRound} functions are run at once. Call it again if it is still needed."));
        return [.. results];
    }

    private async Task<(FunctionResultContent Result, PluginCallReport Report)> RunAsync(FunctionCallContent call, OfferedFunction function, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            if (call.Exception is not null)
            {
                return Failed(call, function, default, "invalid_argument", "The arguments are not valid JSON.");
            }

            var result = await invoker.InvokeAsync(kernel, function.Plugin, function.Function, Arguments(call), cancellationToken);
            return kernel.Plugins.TryGetPlugin(function.Plugin, out var plugin) && plugin is McpPlugin
                ? Answered(call, function, time.GetElapsedTime(started), McpAnswer.Of(result))
                : (new(call.CallId, Bounded(result.GetRawText())), new(function.Plugin, function.Function, time.GetElapsedTime(started), null));
        }
        catch (PluginArgumentException wrong)
        {
            return Failed(call, function, time.GetElapsedTime(started), "invalid_argument", wrong.Message);
        }
        catch (PluginBusyException busy)
        {
            return Failed(call, function, time.GetElapsedTime(started), "plugin_busy", busy.Message);
        }
        catch (PluginTimeoutException late)
        {
            return Failed(call, function, time.GetElapsedTime(started), "plugin_timeout", late.Message);
        }
        catch (PluginFailedException failed)
        {
            return Failed(call, function, time.GetElapsedTime(started), "plugin_failed", failed.Message);
        }
        catch (ModelCallException unanswered)
        {
            return Failed(call, function, time.GetElapsedTime(started), unanswered.Reason, "The function needs a model, and none answered it.");
        }
    }

    private (FunctionResultContent Result, PluginCallReport Report) Answered(FunctionCallContent call, OfferedFunction function, TimeSpan duration, McpAnswer answer)
    {
        if (answer.IsError)
        {
            return Failed(call, function, duration, "tool_error", answer.Text);
        }

        object said = answer.Images.Count == 0 ? Bounded(answer.Text) : (AIContent[])[new TextContent(Bounded(answer.Text)), .. answer.Images];
        return (new(call.CallId, said), new(function.Plugin, function.Function, duration, null));
    }

    private (FunctionResultContent Result, PluginCallReport Report) Failed(FunctionCallContent call, OfferedFunction function, TimeSpan duration, string code, string message) =>
        (new(call.CallId, Bounded(Error(message))), new(function.Plugin, function.Function, duration, code));

    private static string Error(string message) => JsonSerializer.Serialize(new Dictionary<string, string> { ["error"] = message }, PluginCallJson.Default.DictionaryStringString);

    private string Bounded(string json) => json.Length <= limits.MostResultCharacters ? json
        : $"{json[..limits.MostResultCharacters]}… [cut off: the result has {json.Length} characters]";

    private static Dictionary<string, JsonElement> Arguments(FunctionCallContent call) =>
        (call.Arguments ?? new Dictionary<string, object?>()).ToDictionary(argument => argument.Key, argument => Json(argument.Value), StringComparer.Ordinal);

    private static JsonElement Json(object? value) => value as JsonElement? ?? JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
}
