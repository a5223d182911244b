using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Something a kernel can run: a method, a prompt or a function from elsewhere. Safe to share between threads and kernels.</summary>
public abstract partial class KernelFunction : FullyQualifiedAIFunction
{
    internal const string KernelArgument = "AIFunctionArguments_Kernel";

    private JsonElement? _schema;

    internal KernelFunction(KernelFunctionMetadata metadata, IReadOnlyDictionary<string, PromptExecutionSettings>? executionSettings = null)
        : base(metadata)
    {
        Names.RequireFunctionName(metadata.Name);
        ExecutionSettings = executionSettings?.ToDictionary(s => s.Key, s => s.Value.FrozenClone());
    }

    /// <summary>The name within its plugin.</summary>
    public new virtual string Name => Metadata.Name;

    /// <summary>The plugin's name; null outside of a plugin.</summary>
    public virtual string? PluginName => Metadata.PluginName;

    /// <summary>What it does, for models to read.</summary>
    public override string Description => Metadata.Description;

    /// <summary>The settings of a prompt function, by service id.</summary>
    public IReadOnlyDictionary<string, PromptExecutionSettings>? ExecutionSettings { get; }

    /// <summary>The schema of its arguments.</summary>
    public override JsonElement JsonSchema => _schema ??= FunctionSchema.Of(Metadata.Parameters);

    /// <summary>The method behind it, if there is one.</summary>
    public override MethodInfo? UnderlyingMethod => null;

    internal Kernel? Kernel { get; set; }

    /// <summary>The same function as part of a plugin.</summary>
    public abstract KernelFunction Clone(string? pluginName = null);

    /// <summary>The plugin's name, a dot and the function's name.</summary>
    public override string ToString() => string.IsNullOrWhiteSpace(PluginName) ? Name : $"{PluginName}.{Name}";

    /// <summary>Does the work, inside the filters.</summary>
    protected abstract ValueTask<FunctionResult> InvokeCoreAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken);

    /// <summary>Does the work piece by piece, inside the filters.</summary>
    protected abstract IAsyncEnumerable<TResult> InvokeStreamingCoreAsync<TResult>(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken);

    /// <summary>Does the work for a caller that knows no kernel: outside the filters, with the result as JSON.</summary>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var kernel = arguments.TryGetValue(KernelArgument, out var given) && given is Kernel own
            ? own
            : arguments.Services?.GetService(typeof(Kernel)) as Kernel ?? Kernel ?? new Kernel(arguments.Services);
        var result = await InvokeCoreAsync(kernel, new KernelArguments(arguments), cancellationToken);
        return result.Value is { } value ? Json(value) : null;
    }

    private JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, value.GetType(), new UnloadableTypes(JsonSerializerOptions).OptionsFor(value.GetType()));
}
