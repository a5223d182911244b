using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Testing;

/// <summary>
/// A plugin in a kernel as the host makes it, but for its models, which answer by a script, and its clock, which stands still until it is advanced. Its functions
/// are called as a caller over HTTP does: JSON in, JSON out. Thread-safe.
/// </summary>
public sealed class PluginKernel : IDisposable
{
    private readonly KernelPlugin _plugin;
    private readonly ScriptedWorld _world;
    private readonly ServiceProvider _services;

    internal PluginKernel(Kernel kernel, KernelPlugin plugin, ScriptedWorld world, ServiceProvider services)
    {
        Kernel = kernel;
        (_plugin, _world, _services) = (plugin, world, services);
    }

    /// <summary>The kernel, for what is not said in JSON.</summary>
    public Kernel Kernel { get; }

    /// <summary>The plugin's clock and that of the models: it stands still at the beginning of 2026 until it is advanced.</summary>
    public ManualTimeProvider Clock => _world.Clock;

    /// <summary>The organisation's knowledge bases: empty until the test adds passages.</summary>
    public ScriptedKnowledge Knowledge => _world.Knowledge;

    /// <summary>The model <c>default</c>.</summary>
    public ScriptedModel Default => Model(ServiceIds.Default);

    /// <summary>The model <c>small-fast</c>.</summary>
    public ScriptedModel SmallFast => Model(ServiceIds.SmallFast);

    /// <summary>What all models were asked, in order.</summary>
    public IReadOnlyList<ModelCall> Calls => _world.Calls.All;

    /// <summary>What the plugin logged, oldest first.</summary>
    public IReadOnlyList<LogLine> Logs => _world.Logs.Lines;

    /// <summary>Begins a kernel for a plugin.</summary>
    /// <typeparam name="TPlugin">The plugin's class.</typeparam>
    public static PluginKernelBuilder For<TPlugin>()
        where TPlugin : class => new(typeof(TPlugin));

    /// <summary>The model behind a service id.</summary>
    /// <exception cref="PluginTestException">The kernel has none of that id: <see cref="PluginKernelBuilder.WithModels"/>.</exception>
    public ScriptedModel Model(string serviceId) =>
        _world.Models.GetValueOrDefault(serviceId) ?? throw new PluginTestException($"The kernel has no model '{serviceId}': give it one by WithModels(\"{serviceId}\").");

    /// <summary>The JSON Schema of a function's arguments, as callers and models see it.</summary>
    public JsonElement Schema(string function) => Find(function).JsonSchema;

    /// <summary>Calls a function of the plugin.</summary>
    /// <param name="function">Its name, as in <c>[KernelFunction("…")]</c>.</param>
    /// <param name="arguments">Anything that is a JSON object, such as <c>new { text = "…" }</c>, or a text that is JSON.</param>
    /// <param name="cancellationToken">The caller's, who may hang up.</param>
    /// <returns>The result as a caller gets it; JSON null when the function returns nothing.</returns>
    /// <exception cref="PluginArgumentException">An argument is unknown, missing, of the wrong type, or refused by the function: the host's 422, with its message.</exception>
    /// <exception cref="PluginTestException">There is no such function, or a model was asked more than its script answers.</exception>
    /// <remarks>What the function throws comes through as it is.</remarks>
    public async Task<JsonElement> InvokeAsync(string function, object? arguments = null, CancellationToken cancellationToken = default)
    {
        var found = Find(function);
        var result = await found.InvokeAsync(Kernel.Clone(), PluginArguments.Of(found, await ReadAsync(arguments, cancellationToken)), cancellationToken);
        var json = await PluginJson.WriteAsync(result.GetValue<object>(), found, cancellationToken);
        _world.Calls.ThrowIfOverrun();
        return json;
    }

    /// <inheritdoc cref="InvokeAsync(string, object?, CancellationToken)"/>
    /// <typeparam name="T">What the result's JSON is read as.</typeparam>
    public async Task<T?> InvokeAsync<T>(string function, object? arguments = null, CancellationToken cancellationToken = default) =>
        (T?)PluginJson.Read(await InvokeAsync(function, arguments, cancellationToken), typeof(T));

    /// <summary>Calls a function that returns <c>IAsyncEnumerable&lt;string&gt;</c>, piece by piece.</summary>
    /// <inheritdoc cref="InvokeAsync(string, object?, CancellationToken)"/>
    public async IAsyncEnumerable<string> StreamAsync(string function, object? arguments = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var found = Find(function);
        var checkedArguments = PluginArguments.Of(found, await ReadAsync(arguments, cancellationToken));
        await foreach (var piece in found.InvokeStreamingAsync<string>(Kernel.Clone(), checkedArguments, cancellationToken))
            yield return piece;
        _world.Calls.ThrowIfOverrun();
    }

    /// <summary>The models that were asked, in order, are these and no others.</summary>
    /// <param name="serviceIds">One for each call; none = no model was asked.</param>
    /// <exception cref="PluginTestException">They are not.</exception>
    public void AssertAsked(params string[] serviceIds)
    {
        var asked = Calls;
        if (!asked.Select(call => call.ServiceId).SequenceEqual(serviceIds, StringComparer.Ordinal))
            throw new PluginTestException($"The models asked should have been: {Names(serviceIds)}. They were: {Names(asked.Select(call => call.ServiceId))}.\n{CallJournal.Describe(asked)}");
    }

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();

    private KernelFunction Find(string function) => _plugin.TryGetFunction(function, out var found) ? found
        : throw new PluginTestException($"The plugin '{_plugin.Name}' has no function {NearNames.Quote(function)}.{NearNames.Hint(NearNames.To(function, _plugin.Select(known => known.Name)))}");

    private static async Task<Dictionary<string, JsonElement>> ReadAsync(object? arguments, CancellationToken cancellationToken)
    {
        var json = arguments switch
        {
            null => JsonElement.Parse("{}"),
            string text => JsonElement.Parse(text),
            _ => await PluginJson.WriteAsync(arguments, function: null, cancellationToken),
        };
        return json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
            : throw new PluginTestException($"The arguments must be a JSON object, such as new {{ text = \"…\" }}, not {JsonTypes.Describe(json)}.");
    }

    private static string Names(IEnumerable<string> serviceIds) => string.Join(", ", serviceIds) is { Length: > 0 } names ? names : "none";
}
