using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>Who wrote a message; compared without regard to case.</summary>
/// <param name="label">The role's name on the wire.</param>
[method: JsonConstructor]
public readonly struct AuthorRole(string label) : IEquatable<AuthorRole>
{
    /// <summary>The application's developer, for models that tell this from system.</summary>
    public static AuthorRole Developer { get; } = new("developer");

    /// <summary>The application.</summary>
    public static AuthorRole System { get; } = new("system");

    /// <summary>The model.</summary>
    public static AuthorRole Assistant { get; } = new("assistant");

    /// <summary>The person.</summary>
    public static AuthorRole User { get; } = new("user");

    /// <summary>A function that the model called.</summary>
    public static AuthorRole Tool { get; } = new("tool");

    /// <summary>The role's name on the wire.</summary>
    public string Label { get; } = !string.IsNullOrWhiteSpace(label) ? label : throw new ArgumentException("A role needs a name.", nameof(label));

    /// <summary>Whether two are the same.</summary>
    public static bool operator ==(AuthorRole left, AuthorRole right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(AuthorRole left, AuthorRole right) => !left.Equals(right);

    /// <summary>Whether two are the same.</summary>
    public bool Equals(AuthorRole other) => string.Equals(Label, other.Label, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the other is the same role.</summary>
    public override bool Equals(object? obj) => obj is AuthorRole other && Equals(other);

    /// <summary>The same for names that differ in case.</summary>
    public override int GetHashCode() => Label is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Label);

    /// <summary>The role's name.</summary>
    public override string ToString() => Label;
}
