namespace KernelHost.Models.Rules;

/// <summary>Where a route sent a request.</summary>
/// <param name="Name">The route's.</param>
/// <param name="Rule">The rule's name, its place (<c>rules[1]</c>) if it has none, or <c>otherwise</c>.</param>
/// <param name="Variant">Which of a split's targets it is; null when the rule is no split.</param>
/// <param name="Target">A named model, <c>default</c>, <c>small-fast</c> or <c>provider/model</c>.</param>
public sealed record RouteTaken(string Name, string Rule, string? Variant, string Target);
