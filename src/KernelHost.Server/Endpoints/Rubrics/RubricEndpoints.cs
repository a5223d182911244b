using System.Text.Json.Nodes;
using KernelHost.Rubrics;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>An organisation's rubrics: kept, found, copied, taken in and given out. What models do with them is in <see cref="RubricModelEndpoints"/>.</summary>
internal static class RubricEndpoints
{
    public const string Path = "/api/v1/rubrics";

    private const string MarkdownType = "text/markdown; charset=utf-8";

    public static void MapRubrics(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Rubrics");
        var members = group.MapGroup("").RequireAuthorization(Policies.Member);
        var admins = group.MapGroup("").RequireAuthorization(Policies.OrgAdmin);
        members.MapGet("", ListAsync).AnswersJson(RubricExamples.List).WithSummary("The rubrics you see, newest first; q searches titles, descriptions, subjects, grade levels and tags");
        members.MapGet("/{id}", GetAsync).AnswersJson(RubricExamples.Answered).WithSummary("One rubric; its version is the ETag");
        members.MapGet("/{id}/export", ExportAsync).WithSummary("A rubric to take away: format=json (LAMB's shape) or format=markdown").Produces<string>(contentType: MarkdownType);
        admins.MapPost("", CreateAsync).TakesJson(RubricExamples.Sent, "title", "description", "criteria", "scoringType", "maxScore").WithSummary("Keep a rubric; the host gives it its id");
        admins.MapPost("/import", ImportAsync).TakesJson(RubricExamples.Exported, "title", "description", "criteria", "scoringType", "maxScore")
            .WithSummary("Take in a rubric that LAMB or this host exported; it gets a new id, and members that nobody knows here are left out");
        admins.MapPut("/{id}", ReplaceAsync).TakesJson(RubricExamples.Sent, "title", "description", "criteria", "scoringType", "maxScore").AnswersJson(RubricExamples.Answered)
            .WithSummary("Replace a rubric; with If-Match only the version that was read");
        admins.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a rubric with its results");
        admins.MapPost("/{id}/duplicate", DuplicateAsync).WithSummary("Make a copy of your own");
    }

    private static async Task<ListAnswer<JsonObject>> ListAsync(
        string? q, [AsParameters] PageQuery page, RubricRequest request, RubricLibrary rubrics, CancellationToken cancellationToken) =>
        ListAnswer.Of(page.Slice(await rubrics.ListAsync(request.User, q, cancellationToken)), RubricAnswers.Of);

    private static async Task<JsonObject> GetAsync(string id, HttpContext context, RubricRequest request, RubricLibrary rubrics) =>
        Tagged(await rubrics.GetAsync(request.User, id, context.RequestAborted), context);

    private static async Task<Results<Ok<JsonObject>, ContentHttpResult>> ExportAsync(
        string id, string? format, RubricRequest request, RubricLibrary rubrics, CancellationToken cancellationToken)
    {
        var rubric = (await rubrics.GetAsync(request.User, id, cancellationToken)).Rubric;
        return format switch
        {
            null or "" or "json" => TypedResults.Ok(RubricAnswers.Json(rubric)),
            "markdown" => TypedResults.Content(RubricMarkdown.Write(rubric), MarkdownType),
            _ => throw new ApiErrorException(ApiError.BadParameter("format", "\"format\" must be \"json\" or \"markdown\".")),
        };
    }

    private static async Task<Created<JsonObject>> CreateAsync(HttpContext context, RubricRequest request, RubricLibrary rubrics)
    {
        var body = await RubricBody.ReadAsync(context, strict: true);
        return Created(await rubrics.AddAsync(request.User, body.Rubric, body.Visibility ?? RubricVisibility.Organization, "rubric.created", context.RequestAborted), context);
    }

    private static async Task<Created<JsonObject>> ImportAsync(HttpContext context, RubricRequest request, RubricLibrary rubrics)
    {
        var body = await RubricBody.ReadAsync(context, strict: false);
        return Created(await rubrics.AddAsync(request.User, body.Rubric, body.Visibility ?? RubricVisibility.Organization, "rubric.imported", context.RequestAborted), context);
    }

    private static async Task<Created<JsonObject>> DuplicateAsync(string id, HttpContext context, RubricRequest request, RubricLibrary rubrics) =>
        Created(await rubrics.DuplicateAsync(request.User, id, context.RequestAborted), context);

    private static async Task<JsonObject> ReplaceAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, RubricRequest request, RubricLibrary rubrics)
    {
        var body = await RubricBody.ReadAsync(context, strict: true);
        return Tagged(await rubrics.ReplaceAsync(request.User, id, body.Rubric, body.Visibility, ConfigVersionTag.Expected(ifMatch), context.RequestAborted), context);
    }

    private static async Task<NoContent> DeleteAsync(string id, RubricRequest request, RubricLibrary rubrics, CancellationToken cancellationToken)
    {
        await rubrics.RemoveAsync(request.User, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Created<JsonObject> Created(OwnedRubric rubric, HttpContext context) => TypedResults.Created($"{Path}/{rubric.Rubric.RubricId}", Tagged(rubric, context));

    private static JsonObject Tagged(OwnedRubric rubric, HttpContext context)
    {
        context.Response.SetTag(rubric.Revision);
        return RubricAnswers.Of(rubric);
    }
}
