using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Rubrics;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>A rubric as a client sends it: LAMB's members, and <c>visibility</c>. What an answer has besides, a client that writes back what it read may send.</summary>
/// <param name="Visibility">Null when it is not said.</param>
internal sealed record RubricBody(Rubric Rubric, RubricVisibility? Visibility)
{
    private static readonly string[] Answered = ["id", "owner", "visibility"];

    /// <param name="strict">A member that no rubric has is refused; else it is left out.</param>
    /// <exception cref="ApiErrorException">It is no rubric; everything that is wrong is named.</exception>
    public static async Task<RubricBody> ReadAsync(HttpContext context, bool strict)
    {
        var utf8 = await Utf8Body.ReadAsync(context.Request, context.RequestAborted);
        try
        {
            var json = JsonElement.Parse(utf8);
            return new(RubricOf(json, strict), VisibilityOf(json));
        }
        catch (JsonException malformed)
        {
            throw Wrong(malformed);
        }
    }

    private static Rubric RubricOf(JsonElement json, bool strict)
    {
        ImmutableArray<ConfigProblem> problems = [.. JsonShape.Problems(json, RubricWire.Default.Rubric, strict ? Answered : null)];
        if (!problems.IsEmpty)
        {
            throw new ApiErrorException(new(StatusCodes.Status422UnprocessableEntity, "invalid_rubric", $"{problems[0].Path}: {problems[0].Message}") { Problems = problems });
        }

        return json.Deserialize(RubricWire.Default.Rubric) ?? throw new JsonException();
    }

    private static RubricVisibility? VisibilityOf(JsonElement json) =>
        !json.TryGetProperty("visibility", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : RequestMembers.Text(value) switch
        {
            "organization" => RubricVisibility.Organization,
            "private" => RubricVisibility.Private,
            _ => throw RequestMembers.Invalid("visibility", "invalid_visibility", "\"visibility\" must be \"organization\" or \"private\"."),
        };

    // The reader's path is there for a value of another type; broken text has none.
    private static ApiErrorException Wrong(JsonException failure)
    {
        if (failure.Path is not { Length: > 1 } path)
        {
            return new(new(StatusCodes.Status400BadRequest, "malformed_json", $"The body is not valid JSON (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})."));
        }

        var expected = ExpectedJson.At(path, RubricWire.Default.Rubric);
        return new(new(StatusCodes.Status422UnprocessableEntity, "invalid_rubric", $"{path}: {expected.Message}") { Problems = [new(path, expected.Code, expected.Message)] });
    }
}

[JsonSerializable(typeof(Rubric))]
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
internal sealed partial class RubricWire : JsonSerializerContext;
