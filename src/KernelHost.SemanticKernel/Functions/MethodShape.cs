using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.SemanticKernel;

/// <summary>How to call a method and what there is to say about it; worked out once per method, without its target.</summary>
internal sealed class MethodShape
{
    // Weak, so that a plugin's assembly can be unloaded.
    private static readonly ConditionalWeakTable<MethodInfo, MethodShape> Known = [];

    private readonly MethodInvoker _invoker;
    private readonly Func<CallScope, object?>[] _binders;
    private readonly MethodResult _result;

    private MethodShape(MethodInfo method)
    {
        if (method.ContainsGenericParameters)
            throw new KernelException($"Method '{method.Name}' is generic; a function needs its types fixed.");

        ParameterBinding[] bindings = [.. method.GetParameters().Select(p => ParameterBinding.For(p, method))];
        _invoker = MethodInvoker.Create(method);
        _binders = [.. bindings.Select(b => b.Bind)];
        _result = MethodResult.For(method.ReturnType);
        Name = NameOf(method);
        Description = method.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description ?? "";
        Parameters = [.. bindings.Select(b => b.Metadata).OfType<KernelParameterMetadata>()];
        ReturnParameter = new()
        {
            ParameterType = Nullable.GetUnderlyingType(_result.Type) ?? _result.Type,
            Description = method.ReturnParameter.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description,
        };
    }

    public string Name { get; }

    public string Description { get; }

    public IReadOnlyList<KernelParameterMetadata> Parameters { get; }

    public KernelReturnParameterMetadata ReturnParameter { get; }

    public static MethodShape Of(MethodInfo method) => Known.GetValue(method, static m => new MethodShape(m));

    public async ValueTask<FunctionResult> InvokeAsync(object? target, CallScope scope)
    {
        var arguments = new object?[_binders.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = _binders[i](scope);

        var value = await _result.ReadAsync(_invoker.Invoke(target, arguments.AsSpan()));
        return value as FunctionResult ?? new FunctionResult(scope.Function, value, scope.Kernel.Culture);
    }

    private static string NameOf(MethodInfo method)
    {
        const string Suffix = "Async";
        var given = method.GetCustomAttribute<KernelFunctionAttribute>(inherit: true)?.Name?.Trim();
        if (!string.IsNullOrEmpty(given))
            return given;

        var name = Names.Sanitize(method.Name);
        return MethodResult.IsAwaited(method.ReturnType) && name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? name[..^Suffix.Length]
            : name;
    }
}
