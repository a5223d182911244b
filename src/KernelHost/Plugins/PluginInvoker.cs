using System.Text.Json;
using System.Threading.Channels;
using KernelHost.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>Runs a plugin's function for a caller outside: JSON in, JSON out, within a time limit. Thread-safe.</summary>
public sealed partial class PluginInvoker(IOptions<PluginsOptions> options, PluginLimits limits, TimeProvider time, ILogger<PluginInvoker> logger)
{
    /// <param name="kernel">The caller's organisation's.</param>
    /// <param name="arguments">By name, as in the function's schema.</param>
    /// <param name="pieces">Takes the JSON of each piece as it comes, when the function's result comes in pieces, and is completed at the end; null = nobody wants them one by one.</param>
    /// <returns>The result; JSON null when the function returns nothing, or all of it in pieces.</returns>
    /// <exception cref="PluginNotFoundException">The kernel has no such plugin.</exception>
    /// <exception cref="FunctionNotFoundException">The plugin has no such function.</exception>
    /// <exception cref="PluginArgumentException">An argument is unknown, missing, of the wrong type, or refused by the function.</exception>
    /// <exception cref="ModelCallException">The function needs a model, and none answered.</exception>
    /// <exception cref="PluginBusyException">As many calls of the plugin as may run do, and none ended in time.</exception>
    /// <exception cref="PluginFailedException">The function threw, or (<see cref="PluginTimeoutException"/>) took too long.</exception>
    public async Task<JsonElement> InvokeAsync(
        Kernel kernel, string plugin, string function, IReadOnlyDictionary<string, JsonElement> arguments, CancellationToken cancellationToken,
        ChannelWriter<string>? pieces = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            var found = Find(kernel, plugin, function);
            var checkedArguments = PluginArguments.Of(found, arguments);
            return await InTurnAsync(kernel, found, plugin, function, checkedArguments, pieces, cancellationToken);
        }
        finally
        {
            pieces?.TryComplete();
        }
    }

    private async Task<JsonElement> InTurnAsync(
        Kernel kernel, KernelFunction found, string plugin, string function, KernelArguments arguments, ChannelWriter<string>? pieces, CancellationToken cancellationToken)
    {
        var (limit, gate) = limits.Of(kernel, plugin);
        if (gate is not null && !await gate.EnterAsync(options.Value.Patience, cancellationToken))
            throw new PluginBusyException(plugin, gate.Most);

        try
        {
            return await InvokeAsync(kernel, found, new(plugin, function, limit, cancellationToken), arguments, pieces);
        }
        finally
        {
            gate?.Leave();
        }
    }

    private async Task<JsonElement> InvokeAsync(Kernel kernel, KernelFunction found, PluginCall call, KernelArguments checkedArguments, ChannelWriter<string>? pieces)
    {
        var (plugin, function, limit, cancellationToken) = call;
        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            return await RunAsync(kernel.Clone(), found, checkedArguments, pieces, either.Token);   // its Data is this call's own
        }
        catch (OperationCanceledException cancelled) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PluginTimeoutException(plugin, function, limit, cancelled);
        }
        catch (PluginException said)
        {
            throw new PluginFailedException(plugin, function, said.Message, said);
        }
        catch (Exception failure) when (!IsForTheCaller(failure, cancellationToken))
        {
            LogFailed(plugin, function, failure.GetType().Name);   // whoever answers the caller logs the rest, without secrets
            throw new PluginFailedException(plugin, function, $"The function '{plugin}.{function}' failed.", failure);
        }
    }

    // On a thread of its own and not waited for longer than the limit: a plugin that never looks at its token must not hold the caller.
    private static Task<JsonElement> RunAsync(
        Kernel kernel, KernelFunction function, KernelArguments arguments, ChannelWriter<string>? pieces, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                await Workers.Enter();   // and back to the pool after each of the plugin's own waits
                var result = await function.InvokeAsync(kernel, arguments, cancellationToken);
                var json = pieces is not null && result.GetValue<object>() is IAsyncEnumerable<object?> coming
                    ? await PassOnAsync(coming, function, pieces, cancellationToken)
                    : await PluginJson.WriteAsync(result.GetValue<object>(), function, cancellationToken);
                GC.KeepAlive(kernel);   // holds the plugin's instance, which is disposed when nobody does
                return json;
            },
            cancellationToken).WaitAsync(cancellationToken);

    private static async Task<JsonElement> PassOnAsync(IAsyncEnumerable<object?> coming, KernelFunction function, ChannelWriter<string> pieces, CancellationToken cancellationToken)
    {
        await foreach (var piece in coming.WithCancellation(cancellationToken))
        {
            var json = await PluginJson.WriteAsync(piece, function, cancellationToken);
            await pieces.WriteAsync(json.GetRawText(), cancellationToken);
        }

        return JsonElement.Parse("null");
    }

    private static KernelFunction Find(Kernel kernel, string plugin, string function)
    {
        if (!kernel.Plugins.TryGetPlugin(plugin, out var found))
            throw new PluginNotFoundException(plugin, kernel.Plugins.Select(known => known.Name));

        return found.TryGetFunction(function, out var wanted)
            ? wanted
            : throw new FunctionNotFoundException(found.Name, function, found.Select(known => known.Name));
    }

    private static bool IsForTheCaller(Exception failure, CancellationToken cancellationToken) =>
        failure is PluginArgumentException or ModelCallException
        || (failure is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private sealed record PluginCall(string Plugin, string Function, TimeSpan Limit, CancellationToken Caller);

    [LoggerMessage(LogLevel.Error, "Plugin function {Plugin}.{Function} failed: {Failure}.")]
    private partial void LogFailed(string plugin, string function, string failure);
}
