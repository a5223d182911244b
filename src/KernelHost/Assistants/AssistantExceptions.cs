using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Assistants;

/// <summary>An assistant is not what it must be; every fault is listed.</summary>
public sealed class AssistantRejectedException(ImmutableArray<ConfigProblem> problems) : Exception("The assistant was rejected; nothing was stored.")
{
    public ImmutableArray<ConfigProblem> Problems { get; } = problems;
}

/// <summary>A change that cannot be made as things are.</summary>
/// <param name="code"><c>slug_taken</c>, <c>assistant_limit_reached</c> or <c>lost_update</c>.</param>
public sealed class AssistantRuleException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
