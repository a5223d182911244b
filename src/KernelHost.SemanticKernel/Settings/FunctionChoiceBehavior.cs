using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>Which functions a model may call, and whether the calls are run for it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AutoFunctionChoiceBehavior), "auto")]
[JsonDerivedType(typeof(RequiredFunctionChoiceBehavior), "required")]
[JsonDerivedType(typeof(NoneFunctionChoiceBehavior), "none")]
public abstract class FunctionChoiceBehavior
{
    private readonly KernelFunction[]? _given;

    internal FunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, bool autoInvoke, FunctionChoiceBehaviorOptions? options)
    {
        _given = functions?.ToArray();
        Names = _given?.Select(function => function.ToString()).ToList();
        AutoInvoke = autoInvoke;
        CallOptions = options;
    }

    internal IList<string>? Names { get; set; }

    internal FunctionChoiceBehaviorOptions? CallOptions { get; set; }

    internal bool AutoInvoke { get; }

    internal abstract FunctionChoice Choice { get; }

    /// <summary>The model decides whether to call.</summary>
    public static FunctionChoiceBehavior Auto(IEnumerable<KernelFunction>? functions = null, bool autoInvoke = true, FunctionChoiceBehaviorOptions? options = null) =>
        new AutoFunctionChoiceBehavior(functions, autoInvoke, options);

    /// <summary>The model must call at least one.</summary>
    public static FunctionChoiceBehavior Required(IEnumerable<KernelFunction>? functions = null, bool autoInvoke = true, FunctionChoiceBehaviorOptions? options = null) =>
        new RequiredFunctionChoiceBehavior(functions, autoInvoke, options);

    /// <summary>The model sees them but must not call any.</summary>
    public static FunctionChoiceBehavior None(IEnumerable<KernelFunction>? functions = null, FunctionChoiceBehaviorOptions? options = null) =>
        new NoneFunctionChoiceBehavior(functions, options);

    /// <summary>What the behaviour means for a request.</summary>
    /// <exception cref="KernelException">A function is not in the kernel, or calls are to be run without a kernel.</exception>
    public virtual FunctionChoiceBehaviorConfiguration GetConfiguration(FunctionChoiceBehaviorConfigurationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(CallOptions ?? new()) { Choice = Choice, AutoInvoke = AutoInvoke, Functions = Resolve(context.Kernel) };
    }

    internal IReadOnlyList<KernelFunction>? Resolve(Kernel? kernel)
    {
        if (AutoInvoke && kernel is null)
            throw new KernelException("Calls cannot be run without a kernel.");

        return Names is null
            ? kernel?.Plugins.SelectMany(plugin => plugin).ToList()
            : Names.Select(name => Find(name, kernel)).ToList();
    }

    private KernelFunction Find(string name, Kernel? kernel)
    {
        var (plugin, function) = name.Split('.', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (null, name);
        if (kernel is not null && kernel.Plugins.TryGetFunction(plugin, function, out var found))
            return found;

        // Only a kernel's function can be run later; one that is merely shown to the model may come from anywhere.
        return (AutoInvoke ? null : _given?.FirstOrDefault(f => f.ToString() == name))
            ?? throw new KernelException($"There is no function '{name}' in the kernel.");
    }
}
