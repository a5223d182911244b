using KernelHost.Server.Errors;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Endpoints;

/// <summary>JSON or YAML.</summary>
internal static class ExchangeFormat
{
    public const string Json = "application/json";

    public const string Yaml = "application/yaml";

    // Registered in RFC 9512 as application/yaml; the others are older habits.
    private static readonly string[] YamlTypes = [Yaml, "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>What an export is to be; JSON unless said.</summary>
    /// <exception cref="ApiErrorException">400: no such format.</exception>
    public static bool IsYaml(string? format, HttpRequest request) => format switch
    {
        "yaml" => true,
        "json" => false,
        null or "" => request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType.Value).FirstOrDefault(type => type is Json || Includes(type)) is { } wanted && Includes(wanted),
        _ => throw new ApiErrorException(ApiError.BadParameter("format", "\"format\" is \"json\" or \"yaml\".")),
    };

    /// <summary>What an import is.</summary>
    /// <exception cref="ApiErrorException">415: neither.</exception>
    public static bool IsYaml(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && (Includes(type.MediaType.Value) || type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
            ? Includes(type.MediaType.Value)
            : throw new ApiErrorException(new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"Send an exported config with \"Content-Type: {Json}\", or a llamafarm.yaml with \"Content-Type: {Yaml}\"."));

    private static bool Includes(string? type) => YamlTypes.Contains(type, StringComparer.OrdinalIgnoreCase);
}
