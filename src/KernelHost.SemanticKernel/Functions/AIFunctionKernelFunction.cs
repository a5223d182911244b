using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Somebody else's function as ours.</summary>
internal sealed class AIFunctionKernelFunction : KernelFunction
{
    private readonly AIFunction _function;

    public AIFunctionKernelFunction(AIFunction function)
        : this(function, Describe(function))
    {
    }

    private AIFunctionKernelFunction(AIFunction function, KernelFunctionMetadata metadata)
        : base(metadata) => _function = function;

    public override JsonElement JsonSchema => _function.JsonSchema;

    public override JsonSerializerOptions JsonSerializerOptions => _function.JsonSerializerOptions;

    public override KernelFunction Clone(string? pluginName = null) =>
        new AIFunctionKernelFunction(_function, new(Metadata) { PluginName = pluginName });

    protected override async ValueTask<FunctionResult> InvokeCoreAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken) =>
        new(this, await _function.InvokeAsync(new(arguments) { Services = arguments.Services }, cancellationToken), kernel.Culture);

    protected override async IAsyncEnumerable<TResult> InvokeStreamingCoreAsync<TResult>(Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await InvokeCoreAsync(kernel, arguments, cancellationToken);
        if (result.GetValue<TResult>() is { } value)
            yield return value;
    }

    private static KernelFunctionMetadata Describe(AIFunction function)
    {
        var returned = function.UnderlyingMethod?.ReturnParameter;
        return new(function.Name)
        {
            Description = function.Description,
            Parameters = Parameters(function),
            ReturnParameter = new()
            {
                Description = returned?.GetCustomAttribute<DescriptionAttribute>()?.Description,
                ParameterType = returned?.ParameterType,
                Schema = function.ReturnJsonSchema is { } schema ? new(schema) : null,
            },
        };
    }

    private static List<KernelParameterMetadata> Parameters(AIFunction function)
    {
        if (!function.JsonSchema.TryGetProperty("properties", out var properties))
            return [];

        HashSet<string?> required = function.JsonSchema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString())] : [];
        var types = function.UnderlyingMethod?.GetParameters().ToDictionary(p => p.Name ?? "", p => p.ParameterType) ?? [];
        return [.. properties.EnumerateObject().Select(p => new KernelParameterMetadata(p.Name)
        {
            Description = p.Value.TryGetProperty("description", out var text) ? text.GetString() : null,
            DefaultValue = p.Value.TryGetProperty("default", out var value) ? value : null,
            IsRequired = required.Contains(p.Name),
            ParameterType = types.GetValueOrDefault(p.Name),
            Schema = new(p.Value),
        })];
    }
}
