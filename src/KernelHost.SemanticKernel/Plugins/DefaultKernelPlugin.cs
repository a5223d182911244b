using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

internal sealed class DefaultKernelPlugin(string name, string? description, IEnumerable<KernelFunction>? functions) : KernelPlugin(name, description)
{
    private readonly Dictionary<string, KernelFunction> _functions =
        (functions ?? []).Select(f => f.Clone(name)).ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public override int FunctionCount => _functions.Count;

    /// <remarks>The name a model knows, with the plugin's in front, is found too.</remarks>
    public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function) =>
        _functions.TryGetValue(name, out function)
        || (function = _functions.Values.FirstOrDefault(f => ((AIFunction)f).Name == name)) is not null;

    public override IEnumerator<KernelFunction> GetEnumerator() => _functions.Values.GetEnumerator();
}
