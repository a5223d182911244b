using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using Microsoft.Extensions.Options;

namespace KernelHost.Plugins;

/// <summary>
/// An organisation's settings and secrets as the options that a plugin's constructor takes: read, and checked by their DataAnnotations. Everything that is wrong is found at once.
/// </summary>
internal static class PluginOptions
{
    private static readonly PluginTypes Json = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new DurationAsTimeSpan() },
        RespectNullableAnnotations = true,
    });

    /// <param name="secrets">With what their references to the environment stand for.</param>
    /// <returns>By the type of the constructor's parameter: what it gets. The paths of problems begin in the plugin's entry: <c>settings.base_url</c>.</returns>
    public static (IReadOnlyDictionary<Type, object> Options, ImmutableArray<ConfigProblem> Problems) Read(
        IReadOnlyCollection<Type> types, IReadOnlyDictionary<string, JsonElement> settings, IReadOnlyDictionary<string, string> secrets)
    {
        var options = new Dictionary<Type, object>();
        var problems = ImmutableArray.CreateBuilder<ConfigProblem>();
        problems.AddRange(Unknown(types, settings.Keys, "settings"));
        problems.AddRange(Unknown(types, secrets.Keys, "secrets"));
        foreach (var type in types)
        {
            if (Read(type, settings, secrets, problems) is { } value)
                options.Add(typeof(IOptions<>).MakeGenericType(type), Activator.CreateInstance(typeof(OptionsWrapper<>).MakeGenericType(type), value) ?? value);
        }

        return (options, problems.ToImmutable());
    }

    private static object? Read(Type type, IReadOnlyDictionary<string, JsonElement> settings, IReadOnlyDictionary<string, string> secrets, ImmutableArray<ConfigProblem>.Builder problems)
    {
        var names = Names(type);
        var json = new JsonObject();
        foreach (var (name, value) in settings.Where(setting => names.ContainsKey(setting.Key)))
            json[name] = JsonNode.Parse(value.GetRawText());
        foreach (var (name, value) in secrets.Where(secret => names.ContainsKey(secret.Key)))
            json[name] = value;

        try
        {
            var read = json.Deserialize(type, Json.OptionsFor(type));
            var wrong = read is null ? [] : Check(read, names, [.. secrets.Keys]).ToArray();
            problems.AddRange(wrong);
            return wrong is [] ? read : null;
        }
        catch (JsonException misfit)
        {
            var path = misfit.Path is { Length: > 2 } at ? at[2..] : "";
            problems.Add(new(PathOf(path, secrets.Keys), "wrong_type", "This is not what the plugin's settings take here."));
            return null;
        }
    }

    // Not by Validator: it remembers every type it has met for as long as the process lives.
    private static IEnumerable<ConfigProblem> Check(object options, Dictionary<string, PropertyInfo> names, HashSet<string> secrets)
    {
        foreach (var (name, property) in names)
        {
            var value = property.GetValue(options);
            var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = name };
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>(inherit: true))
            {
                // A message may quote the value.
                if (rule.GetValidationResult(value, context) is { } wrong)
                    yield return new(PathOf(name, secrets), "invalid_setting", secrets.Contains(name) ? $"The plugin does not take this value for {name}." : wrong.ErrorMessage ?? $"{name} is not valid.");
            }
        }

        var whole = new ValidationContext(options) { DisplayName = "settings" };
        foreach (var wrong in (options as IValidatableObject)?.Validate(whole) ?? [])
            yield return new("settings", "invalid_setting", wrong.ErrorMessage ?? "The settings do not go together.");
    }

    private static IEnumerable<ConfigProblem> Unknown(IReadOnlyCollection<Type> types, IEnumerable<string> given, string place)
    {
        var known = types.SelectMany(type => Names(type).Keys).Distinct().ToArray();
        return given.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).Select(name => new ConfigProblem(
            JsonPath.Member(place, name), "unknown_setting", $"The plugin has no setting {NearNames.Quote(name)}.{NearNames.Hint(NearNames.To(name, known))}"));
    }

    private static string PathOf(string name, IEnumerable<string> secrets) => name.Length == 0 ? "settings" : secrets.Contains(name) ? $"secrets.{name}" : $"settings.{name}";

    private static Dictionary<string, PropertyInfo> Names(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters() is [] && property.GetMethod is not null)
        .ToDictionary(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), StringComparer.Ordinal);

    /// <summary>A time as the rest of the config writes it (<c>"30s"</c>).</summary>
    private sealed class DurationAsTimeSpan : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var duration) ? duration.Value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(new Duration(value).ToString());
    }
}
