using System.Buffers;
using System.Globalization;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The headers by which every model call says which model answered, and those by which a client steers it.</summary>
internal static class ModelHeaders
{
    public const string RequestedModel = "x-kernelhost-requested-model";
    public const string Model = "x-kernelhost-model";
    public const string FallbackReason = "x-kernelhost-fallback-reason";
    public const string Attempts = "x-kernelhost-attempts";
    public const string Route = "x-kernelhost-route";
    public const string SessionId = "x-kernelhost-session";
    public const string Fallback = "x-kernelhost-fallback";
    public const string ModelInfo = "x-kernelhost-model-info";
    public const string Delivery = "x-kernelhost-delivery";
    public const string Rehearse = "x-kernelhost-rehearse";

    public const string DroppedParams = "x-kernelhost-dropped-params";
    public const string Strict = "x-kernelhost-strict";

    private const string None = "none";
    private const string Params = "params";

    // A client may have invented any number of them; a header is no place for that.
    private const int MostNamed = 50;

    private static readonly SearchValues<char> Visible = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)]);

    /// <summary>Every routed answer holds its report.</summary>
    public static ModelCallReport ReportIn(AdditionalPropertiesDictionary? properties) =>
        ModelCallReport.In(properties) ?? throw new InvalidOperationException("The answer came by no route: it holds no report.");

    /// <summary>Nothing once the response has begun: <c>model_info</c> tells it then.</summary>
    public static void Report(this HttpResponse response, ModelCallReport report)
    {
        if (response.HasStarted)
            return;
        response.Headers[RequestedModel] = Printable(report.Requested is { Length: > 0 } requested ? requested : ServiceIds.Default);
        response.Headers[Model] = Printable(report.Served);
        response.Headers[Attempts] = report.Attempts.ToString(CultureInfo.InvariantCulture);
        if (report.FallbackReason is { } reason)
            response.Headers[FallbackReason] = reason;
        if (report.Route is { } route)
            response.Headers[Route] = $"{route.Name}/{route.Rule}";
        if (!report.Dropped.IsEmpty)
            response.Headers[DroppedParams] = string.Join(", ", report.Dropped.Take(MostNamed).Select(Printable));
    }

    /// <summary>The client wants the model it named or an error.</summary>
    public static bool ForbidsFallback(this HttpRequest request) => Switch(request, Fallback, None);

    /// <summary>What keeps a conversation with the variant of a split that it was assigned to.</summary>
    public static string? Session(this HttpRequest request) => request.Headers[SessionId] is [{ Length: > 0 } session] ? session : null;

    public static bool WantsModelInfo(this HttpRequest request) => !Switch(request, ModelInfo, None);

    /// <summary>The client takes an error rather than an answer without one of its parameters.</summary>
    public static bool InsistsOnParameters(this HttpRequest request) => Switch(request, Strict, Params);

    private static bool Switch(HttpRequest request, string header, string word) => request.Headers[header].ToString() switch
    {
        "" => false,
        var value when value.Equals(word, StringComparison.OrdinalIgnoreCase) => true,
        var value => throw BadRequest.Create(BadRequest.WrongValue, $"The header {header} takes only the value {word}, not '{Excerpt.Of(value)}'.", header),
    };

    /// <summary>A client may write anything as a model's name; a header takes little of it. The slashes stay, so that <c>provider/model</c> can be split.</summary>
    private static string Printable(string text)
    {
        var excerpt = Excerpt.Of(text);
        return !excerpt.AsSpan().ContainsAnyExcept(Visible) ? excerpt : string.Join('/', excerpt.Split('/').Select(Uri.EscapeDataString));
    }
}
