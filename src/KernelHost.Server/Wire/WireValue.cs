using System.Text.Json;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>A value of a request together with where it stands, so that every complaint about it names the member.</summary>
internal readonly record struct WireValue(JsonElement Json, string Path)
{
    public JsonValueKind Kind => Json.ValueKind;

    /// <summary>Null counts as absent, as it does at OpenAI.</summary>
    public bool IsAbsent => Kind is JsonValueKind.Undefined or JsonValueKind.Null;

    public WireValue this[string name] => new(Json.TryGetProperty(name, out var value) ? value : default, Path.Length == 0 ? name : $"{Path}.{name}");

    public IEnumerable<WireValue> Items()
    {
        var (path, index) = (Path, 0);
        foreach (var item in Expect(JsonValueKind.Array, "an array").Json.EnumerateArray())
            yield return new(item, $"{path}[{index++}]");
    }

    public WireValue Object() => Expect(JsonValueKind.Object, "an object");

    public WireValue? OptionalObject() => IsAbsent ? null : Object();

    public string Text() => Expect(JsonValueKind.String, "a string").Json.GetString() ?? "";

    public string NonEmptyText() => Text() is { Length: > 0 } text ? text : throw Invalid("must not be empty.");

    public string? OptionalText() => IsAbsent ? null : Text();

    public bool? OptionalFlag() => Kind switch
    {
        _ when IsAbsent => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    public float? OptionalNumber(float least, float most)
    {
        if (IsAbsent)
            return null;
        var number = Expect(JsonValueKind.Number, "a number").Json.GetDouble();
        return number >= least && number <= most ? (float)number : throw Invalid($"must be between {least} and {most}, it is {Json.GetRawText()}.");
    }

    public long? OptionalWhole(long least = long.MinValue, long most = long.MaxValue)
    {
        if (IsAbsent)
            return null;
        if (!Expect(JsonValueKind.Number, "a whole number").Json.TryGetInt64(out var whole))
            throw Expected("a whole number");
        return whole >= least && whole <= most ? whole : throw Invalid(
            most == long.MaxValue || most == int.MaxValue ? $"must be at least {least}, it is {whole}." : $"must be between {least} and {most}, it is {whole}.");
    }

    public int? OptionalCount(int least, int most = int.MaxValue) => (int?)OptionalWhole(least, most);

    /// <param name="complaint">Follows the member's name, and says what would be right.</param>
    public ApiErrorException Invalid(string complaint) => Complain(BadRequest.WrongValue, complaint);

    public ApiErrorException Expected(string what) => IsAbsent
        ? Complain(BadRequest.Missing, $"is missing: it must be {what}.")
        : Complain(BadRequest.WrongType, $"must be {what}, not {Name(Kind)}.");

    public ApiErrorException Missing(string remedy) => Complain(BadRequest.Missing, $"is missing: {remedy}");

    private ApiErrorException Complain(string code, string complaint) =>
        Path.Length == 0 ? BadRequest.Create(code, $"The body {complaint}") : BadRequest.Create(code, $"'{Path}' {complaint}", Path);

    private WireValue Expect(JsonValueKind kind, string what) => Kind == kind ? this : throw Expected(what);

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
