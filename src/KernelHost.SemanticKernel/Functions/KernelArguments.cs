using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>The arguments of one call, by name without regard to case, and optionally the settings for the model.</summary>
public sealed class KernelArguments : AIFunctionArguments
{
    private IReadOnlyDictionary<string, PromptExecutionSettings>? _executionSettings;

    /// <summary>Makes an empty set.</summary>
    public KernelArguments()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    /// <summary>Makes an empty set with settings that replace the function's own.</summary>
    public KernelArguments(PromptExecutionSettings? executionSettings)
        : this(executionSettings is null ? null : [executionSettings])
    {
    }

    /// <summary>Makes an empty set with settings for several services.</summary>
    /// <exception cref="ArgumentException">Two of them are for the same service.</exception>
    public KernelArguments(IEnumerable<PromptExecutionSettings>? executionSettings)
        : this()
    {
        ExecutionSettings = executionSettings is null ? null : PromptExecutionSettings.ByServiceId(executionSettings);
    }

    /// <summary>Copies a set; its settings too, unless others are given.</summary>
    public KernelArguments(IDictionary<string, object?> source, Dictionary<string, PromptExecutionSettings>? executionSettings = null)
        : base(source, StringComparer.OrdinalIgnoreCase)
    {
        ExecutionSettings = executionSettings ?? (source as KernelArguments)?.ExecutionSettings;
    }

    /// <summary>The settings for the model, by service id.</summary>
    /// <exception cref="ArgumentException">Settings stand under another id than their own.</exception>
    public IReadOnlyDictionary<string, PromptExecutionSettings>? ExecutionSettings
    {
        get => _executionSettings;
        set => _executionSettings = PromptExecutionSettings.RequireMatchingIds(value);
    }

    /// <summary>The names.</summary>
    public ICollection<string> Names => Keys;

    /// <summary>Whether there is an argument of that name.</summary>
    public bool ContainsName(string name) => ContainsKey(name);
}
