using System.Globalization;
using KernelHost.Events;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KernelHost.Server.Endpoints.Events;

/// <summary>What happened to an organisation's models while calls ran: the recent events as a list, or as they happen.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/events", GetAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Events").Produces<EventsAnswer>(contentType: "application/json", additionalContentTypes: SseStream.ContentType)
            .WithSummary("Fallbacks, cool-downs, returns, switches and refused keys, newest first; as they happen with Accept: text/event-stream")
            .WithDescription("A stream goes on after the header Last-Event-ID, or begins with what happened since the parameter since, else with the next event.");

    private static async Task<Results<Ok<EventsAnswer>, EmptyHttpResult>> GetAsync(
        [AsParameters] EventQuery query, [AsParameters] PageQuery page, HttpContext context, Caller caller, OrganizationDirectory organizations, EventJournal journal, EventStreams streams)
    {
        var filter = query.Filter(caller);
        var organization = organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);
        var events = journal.Of(organization.Slug);
        if (!SseStream.IsWantedBy(context.Request))
        {
            return TypedResults.Ok(List(events, filter, page));
        }

        if (page.Limit is not null || page.Cursor is not null)
        {
            throw new ApiErrorException(ApiError.BadParameter(page.Limit is not null ? "limit" : "cursor", "A stream has no pages: it begins after the header Last-Event-ID, or with \"since\"."));
        }

        await streams.WriteAsync(context, caller, organization, new(events, filter, LastEventId(context.Request)));
        return TypedResults.Empty;
    }

    private static EventsAnswer List(OrganizationEvents events, EventFilter filter, PageQuery page)
    {
        var before = page.NumberPosition() is { } position ? long.Parse(position, CultureInfo.InvariantCulture) : long.MaxValue;
        var found = events.Recent().Reverse().Where(kept => kept.Id < before && filter.Takes(kept)).Take(page.Size() + 1).ToArray();
        var more = found.Length > page.Size();
        var items = more ? found[..^1] : found;
        var list = ListAnswer.Of(new Page<KeptEvent>(items, more ? items[^1].Id.ToString(CultureInfo.InvariantCulture) : null), EventAnswer.Of);
        return new(list.Items, list.NextCursor, events.Since.UtcDateTime, events.Counts);
    }

    private static long? LastEventId(HttpRequest request) => request.Headers["Last-Event-ID"].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw new ApiErrorException(ApiError.BadParameter("Last-Event-ID", "The header Last-Event-ID must be the id of an event, as the stream sent it.")),
    };
}
