using System.Text.Json.Serialization;
using KernelHost.Organizations;
using Microsoft.AspNetCore.WebUtilities;

namespace KernelHost.Server.Errors;

/// <summary>Errors everywhere but under <c>/v1</c>: RFC 9457 problem details. Accept headers do not matter, an error is never left unsaid.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var error = http.CurrentError();
        var problem = new Problem("about:blank", ReasonPhrases.GetReasonPhrase(error.Status), error.Status, error.Message, error.Code, http.TraceIdentifier, Errors(error));
        return new(http.Response.WriteAsJsonAsync(problem, ErrorJson.Readable.Problem, "application/problem+json", http.RequestAborted));
    }

    private static IReadOnlyList<ConfigProblem>? Errors(ApiError error) => error switch
    {
        { Problems.IsEmpty: false } => error.Problems,
        { Param: { } param } => [new(param, error.Code, error.Message)],
        _ => null,
    };
}

/// <summary>Problem details as the contract shapes them.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConfigProblem>? Errors = null);
