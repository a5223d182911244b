namespace Microsoft.SemanticKernel;

/// <summary>How free the model is to call functions.</summary>
/// <param name="label">The choice's name on the wire.</param>
public readonly struct FunctionChoice(string label) : IEquatable<FunctionChoice>
{
    /// <summary>It decides itself.</summary>
    public static FunctionChoice Auto { get; } = new("auto");

    /// <summary>It must call one.</summary>
    public static FunctionChoice Required { get; } = new("required");

    /// <summary>It sees them but must not call any.</summary>
    public static FunctionChoice None { get; } = new("none");

    /// <summary>The choice's name on the wire.</summary>
    public string Label { get; } = label;

    /// <summary>Whether two are the same.</summary>
    public static bool operator ==(FunctionChoice left, FunctionChoice right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(FunctionChoice left, FunctionChoice right) => !left.Equals(right);

    /// <summary>Whether two are the same.</summary>
    public bool Equals(FunctionChoice other) => string.Equals(Label, other.Label, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the other is the same choice.</summary>
    public override bool Equals(object? obj) => obj is FunctionChoice other && Equals(other);

    /// <summary>The same for names that differ in case.</summary>
    public override int GetHashCode() => Label is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Label);

    /// <summary>The choice's name.</summary>
    public override string ToString() => Label;
}
