using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Errors;

/// <summary>Says what was wrong with a request that could not be bound, in the client's words; the framework's own messages name C# types.</summary>
internal static class BindingErrors
{
    public static ApiError Describe(BadHttpRequestException exception, HttpContext context) => exception switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => ApiError.OfStatus(exception.StatusCode),
        { InnerException: JsonException json } => Body(json, context),
        _ => Parameter(exception, context) ?? (LacksBody(context)
            ? new(StatusCodes.Status400BadRequest, "malformed_json", "The request needs a JSON body.")
            : ApiError.OfStatus(StatusCodes.Status400BadRequest)),
    };

    private static ApiError Body(JsonException json, HttpContext context)
    {
        var path = json.Path is { Length: > 0 } found ? found : "$";
        if (json.InnerException is InvalidOperationException { InnerException: DecoderFallbackException })
        {
            return new(400, "not_utf8", $"{path} is not UTF-8: encode the JSON as UTF-8.") { Param = path };
        }

        // The reader has no other way to tell; the body has been read by now.
        if (json.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return new(400, "too_deep", "The JSON is nested more than 64 levels deep.") { Param = path };
        }

        // A value of the wrong type is the converter's complaint; broken text is the reader's, wrapped.
        if (json.InnerException is JsonException || context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } type)
        {
            return new(400, "malformed_json", $"The body is not valid JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}).");
        }

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var expected = ExpectedJson.At(path, options.GetTypeInfo(type));
        return new(400, expected.Code, $"{path}: {expected.Message}") { Param = path, Problems = [new(path, expected.Code, expected.Message)] };
    }

    private static ApiError? Parameter(BadHttpRequestException exception, HttpContext context)
    {
        var parameters = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [];
        if (parameters.FirstOrDefault(one => exception.Message.Contains($" {one.Name}\" from", StringComparison.Ordinal)) is not { } wrong)
        {
            return null;
        }

        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(wrong.Name);
        return ApiError.BadParameter(name, $"\"{name}\" must be {ExpectedJson.Describe(wrong.ParameterInfo.ParameterType)}.");
    }

    private static bool LacksBody(HttpContext context) =>
        context.Request.ContentLength is null or 0 && context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null;
}
