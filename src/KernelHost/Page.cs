namespace KernelHost;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Give it back to get the next page; null on the last one. Opaque.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
