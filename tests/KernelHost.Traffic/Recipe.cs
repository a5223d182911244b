using System.Text.RegularExpressions;

namespace KernelHost.Traffic;

/// <summary>Whose key a request carries.</summary>
public enum Sender
{
    SystemAdmin,
    OrgAdmin,
    Member,
}

/// <summary>One good request of an endpoint, from which bad ones are made. Words in braces, <c>{org}</c>, stand for what only the run knows.</summary>
/// <param name="Endpoint">Method and route as routing has it, without constraints: <c>GET /api/v1/organizations/{slug}</c>.</param>
/// <param name="Path">What is asked for, with its query.</param>
/// <param name="Body">Null = none.</param>
public sealed partial record Recipe(string Endpoint, string Path, string? Body = null)
{
    public Sender Sender { get; init; } = Sender.OrgAdmin;

    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string Method => Endpoint[..Endpoint.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>With every word in braces replaced; a run that lacks one throws.</summary>
    public Recipe Fill(Func<string, string> value) => this with
    {
        Path = Fill(Path, value),
        Body = Body is null ? null : Fill(Body, value),
        Headers = Headers.ToDictionary(header => header.Key, header => Fill(header.Value, value)),
    };

    private static string Fill(string text, Func<string, string> value) => Word().Replace(text, match => value(match.Groups[1].Value));

    [GeneratedRegex(@"\{([a-z][a-z0-9-]*)\}")]
    private static partial Regex Word();
}
