using System.Text.Json;
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

    /// <summary>
    /// The request that makes what this one is about, sent before it by the same sender: <c>{made}</c> is the <c>id</c> of its answer, or the <c>slug</c> of what has none,
    /// and <c>{made-before}</c> the same of the request that comes before that one.
    /// </summary>
    public Recipe? After { get; init; }

    public string Method => Endpoint[..Endpoint.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>With every word in braces replaced; a run that lacks one throws.</summary>
    public Recipe Fill(Func<string, string> value) => this with
    {
        Path = Fill(Path, value),
        Body = Body is null ? null : Fill(Body, value),
        Headers = Headers.ToDictionary(header => header.Key, header => Fill(header.Value, value)),
    };

    /// <summary>What an answer's <c>{made}</c> is; empty when it made nothing.</summary>
    public static string MadeBy(JsonElement answer) =>
        answer.ValueKind != JsonValueKind.Object ? ""
        : answer.TryGetProperty("id", out var id) || answer.TryGetProperty("slug", out id) ? id.GetString() ?? ""
        : answer.EnumerateObject().Select(member => MadeBy(member.Value)).FirstOrDefault(made => made.Length > 0) ?? "";

    private static string Fill(string text, Func<string, string> value) => Word().Replace(text, match => value(match.Groups[1].Value));

    [GeneratedRegex(@"\{([a-z][a-z0-9-]*)\}")]
    private static partial Regex Word();
}
