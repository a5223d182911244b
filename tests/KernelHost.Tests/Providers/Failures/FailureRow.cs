using System.Globalization;
using System.Text;
using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;

namespace KernelHost.Tests.Providers.Failures;

/// <summary>A row of <c>tests/fixtures/failures</c>, whose README tells what its members are.</summary>
internal sealed record FailureRow(string Name, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, FailureClass Class, FailureClass? InStream)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "failures");

    public static IReadOnlyDictionary<string, FailureRow> All { get; } = Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
        .SelectMany(file => JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray().Select(row => Read(Path.GetFileNameWithoutExtension(file), row)))
        .ToDictionary(row => row.Name);

    public required string? Code { get; init; }

    public required TimeSpan? RetryAfter { get; init; }

    public required string Says { get; init; }

    public required string Source { get; init; }

    public string ContentType => Body is [(byte)'<', ..] ? "text/html" : Body is [(byte)'{' or (byte)'[', ..] ? "application/json" : "text/plain";

    public HttpResponseMessage ToResponse()
    {
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)Status);
        foreach (var (name, value) in Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static FailureRow Read(string provider, JsonElement row)
    {
        var body = row.GetProperty("body");
        var failureClass = ClassOf(row.GetProperty("class"));
        return new(
            $"{provider}: {row.GetProperty("what").GetString()}", row.GetProperty("status").GetInt32(),
            row.Object("headers").EnumerateMembers().ToDictionary(member => member.Name, member => member.Value.GetString() ?? ""),
            Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString() ?? "" : body.GetRawText()),
            failureClass,
            !row.TryGetProperty("in_stream", out var inStream) ? failureClass : inStream.ValueKind == JsonValueKind.String ? ClassOf(inStream) : null)
        {
            Code = row.Text("code"),
            RetryAfter = WaitOf(row.Text("retry_after")),
            Says = row.GetProperty("says").GetString() ?? "",
            Source = row.GetProperty("source").GetString() ?? "",
        };
    }

    private static FailureClass ClassOf(JsonElement name) => Enum.GetValues<FailureClass>().Single(failure => failure.Wire() == name.GetString());

    // Read by hand, so that the reader under test does not judge itself: minutes, seconds, milliseconds.
    private static TimeSpan? WaitOf(string? text) => text switch
    {
        null => null,
        _ when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(Number(text[..^2])),
        _ when text.Split('m') is [var minutes, var seconds] => TimeSpan.FromMinutes(Number(minutes)) + TimeSpan.FromSeconds(Number(seconds[..^1])),
        _ => TimeSpan.FromSeconds(Number(text[..^1])),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

internal static class JsonObjects
{
    public static IEnumerable<JsonProperty> EnumerateMembers(this JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];
}
