using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.SemanticKernel;

internal sealed class KernelFunctionFromMethod : KernelFunction
{
    private readonly MethodInfo _method;
    private readonly object? _target;
    private readonly MethodShape _shape;

    private KernelFunctionFromMethod(MethodInfo method, object? target, KernelFunctionMetadata metadata)
        : base(metadata)
    {
        _method = method;
        _target = target;
        _shape = MethodShape.Of(method);
    }

    public override MethodInfo UnderlyingMethod => _method;

    public static KernelFunctionFromMethod Create(MethodInfo method, object? target, KernelFunctionFromMethodOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!method.IsStatic)
            ArgumentNullException.ThrowIfNull(target);

        var shape = MethodShape.Of(method);
        return new(method, target, new(options.FunctionName ?? shape.Name)
        {
            Description = options.Description ?? shape.Description,
            Parameters = options.Parameters?.ToList() ?? shape.Parameters.Select(p => new KernelParameterMetadata(p)).ToList(),
            ReturnParameter = options.ReturnParameter ?? new(shape.ReturnParameter),
            AdditionalProperties = options.AdditionalMetadata ?? ReadOnlyDictionary<string, object?>.Empty,
        });
    }

    public override KernelFunction Clone(string? pluginName = null) =>
        new KernelFunctionFromMethod(_method, _target, new(Metadata) { PluginName = pluginName });

    protected override ValueTask<FunctionResult> InvokeCoreAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken) =>
        _shape.InvokeAsync(_target, new(kernel, this, arguments, cancellationToken));

    protected override async IAsyncEnumerable<TResult> InvokeStreamingCoreAsync<TResult>(Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await InvokeCoreAsync(kernel, arguments, cancellationToken);
        if (result.Value is TResult whole)
        {
            yield return whole;
        }
        else if (result.Value is IAsyncEnumerable<TResult> pieces)
        {
            await foreach (var piece in pieces.WithCancellation(cancellationToken))
                yield return piece;
        }
        else if (typeof(TResult).IsAssignableFrom(typeof(StreamingMethodContent)))
        {
            if (result.Value is { } value)
                yield return (TResult)(object)new StreamingMethodContent(value, result.Metadata);
        }
        else
        {
            throw new NotSupportedException($"Function '{Name}' cannot stream {typeof(TResult)}.");
        }
    }
}
