using System.Text;
using KernelHost.Rubrics;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>What submissions reached, as a list and as a table. A member sees what was scored for its own key's subject.</summary>
internal static class RubricResultEndpoints
{
    private const string Csv = "text/csv";

    public static void MapRubricResults(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(RubricEndpoints.Path + "/{id}/results").RequireAuthorization(Policies.Member).WithTags("Rubrics");
        group.MapGet("", ListAsync).WithSummary("What submissions reached, newest first; a member sees what it asked for itself");
        group.MapGet("/export", ExportAsync).WithSummary("The same as CSV (RFC 4180): format=csv").Produces<string>(contentType: Csv);
    }

    private static async Task<ListAnswer<ResultAnswer>> ListAsync(
        string id, [AsParameters] PageQuery page, RubricRequest request, RubricLibrary rubrics, RubricResults results, CancellationToken cancellationToken)
    {
        var user = request.User;
        await rubrics.GetAsync(user, id, cancellationToken);
        return ListAnswer.Of(await results.ListAsync(user, id, page.Size(), page.NumberPosition(), cancellationToken), ResultAnswer.Of);
    }

    private static async Task ExportAsync(string id, string? format, HttpContext context, RubricRequest request, RubricLibrary rubrics, RubricResults results)
    {
        if (format is not (null or "" or "csv"))
        {
            throw new ApiErrorException(ApiError.BadParameter("format", "\"format\" must be \"csv\"."));
        }

        var user = request.User;
        var rubric = await rubrics.GetAsync(user, id, context.RequestAborted);
        var table = new RubricCsv(rubric.Rubric);
        context.Response.ContentType = $"{Csv}; charset=utf-8; header=present";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"rubric-{id}-results.csv\"";
        await context.Response.WriteAsync(table.Header, Encoding.UTF8, context.RequestAborted);
        await foreach (var result in results.ReadAsync(user, id, context.RequestAborted))
        {
            await context.Response.WriteAsync(table.Write(result), Encoding.UTF8, context.RequestAborted);
        }
    }
}
