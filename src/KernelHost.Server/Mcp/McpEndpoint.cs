using System.Text.Json;
using KernelHost.Mcp;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>The host as an MCP server over streamable HTTP: messages by POST, what the host says of itself by GET, the end of a session by DELETE.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";
    private const string Json = "application/json";
    private const string EventStream = "text/event-stream";

    private const string Message = """{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "Classifier_classify", "arguments": {"text": "My invoice is wrong", "labels": ["billing", "travel"]}}}""";

    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<McpEndpointOptions, McpEndpointOptionsValidator>().BindConfiguration(McpEndpointOptions.Section);
        services.AddSingleton<KnowledgeTool>().AddSingleton<KnowledgePages>().AddSingleton<KnowledgeResources>().AddSingleton<KnowledgeCompletion>();
        return services.AddSingleton<Origins>().AddSingleton<McpOffer>().AddSingleton<ClientSessions>();
    }

    public static void MapMcp(this IEndpointRouteBuilder app)
    {
        var messages = app.MapModelGroup(Path, "MCP");
        messages.MapPost("", PostAsync).TakesJson(Message).Produces(StatusCodes.Status200OK, contentType: EventStream).Produces(StatusCodes.Status202Accepted)
            .WithSummary("A message of the Model Context Protocol").WithDescription("Streamable HTTP, protocol versions 2024-11-05 to 2025-11-25. \"initialize\" opens a session, which the header Mcp-Session-Id names from then on.");
        var session = app.MapGroup(Path).RequireAuthorization(Policies.Member).WithTags("MCP");
        session.MapGet("", GetAsync).Produces(StatusCodes.Status200OK, contentType: EventStream)
            .WithSummary("What the host says in a session unasked: that its tools, prompts or resources have changed");
        session.MapDelete("", DeleteAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Ends a session");
    }

    private static async Task PostAsync(HttpContext context, Caller caller, ClientSessions sessions, Origins origins, McpConnections connections, IOptions<ServerOptions> limits)
    {
        origins.Check(context.Request);
        RequireAccepts(context.Request, Json, EventStream);
        var message = await ReadAsync(context, limits.Value.MaxModelRequestBytes);
        CheckVersion(context.Request);
        await RequireEnabledAsync(connections, caller, context.RequestAborted);

        var session = message is JsonRpcRequest { Method: RequestMethods.Initialize } && !context.Request.Headers.ContainsKey(SessionHeader)
            ? await sessions.OpenAsync(caller, context.RequestAborted)
            : Find(context.Request, caller, sessions);
        SetStream(context.Response, session);
        using var use = session.Use(caller);
        message.Context = new() { Items = new Dictionary<string, object?> { [McpOffer.Gone] = context.RequestAborted } };
        if (!await session.Transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private static async Task GetAsync(
        HttpContext context, Caller caller, ClientSessions sessions, Origins origins, OrganizationDirectory organizations, IHostApplicationLifetime host,
        IOptions<McpEndpointOptions> options, TimeProvider time)
    {
        origins.Check(context.Request);
        RequireAccepts(context.Request, EventStream);
        CheckVersion(context.Request);
        var session = Find(context.Request, caller, sessions);
        var organization = organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);
        using var limit = new CancellationTokenSource(options.Value.StreamTime, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping, limit.Token);
        using var listening = session.Listen(() => context.IsStillAccepted(caller, organization), end.Cancel)
            ?? throw new ApiErrorException(new(StatusCodes.Status409Conflict, "stream_open", "This session has a stream already."));
        SetStream(context.Response, session);
        try
        {
            await session.Transport.HandleGetRequestAsync(context.Response.Body, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has gone, the host stops, or the key no longer holds.
        }
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Caller caller, ClientSessions sessions, Origins origins)
    {
        origins.Check(context.Request);
        await sessions.EndAsync(Find(context.Request, caller, sessions));
        return TypedResults.NoContent();
    }

    private static ClientSession Find(HttpRequest request, Caller caller, ClientSessions sessions) => request.Headers[SessionHeader].ToString() switch
    {
        "" => throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "session_required", $"Send \"initialize\" first, and then the header {SessionHeader} that it is answered with.") { Param = SessionHeader }),
        var id => sessions.Find(id, caller) ?? throw new ApiErrorException(new(StatusCodes.Status404NotFound, "session_not_found", "There is no such session, or no longer. Send \"initialize\" again.")),
    };

    private static async Task<JsonRpcMessage> ReadAsync(HttpContext context, long mostBytes)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiErrorException(ApiError.OfStatus(StatusCodes.Status415UnsupportedMediaType));
        }

        using var body = await RequestBody.ReadBytesAsync(context, mostBytes);
        try
        {
            RequestBody.RefuseHalfCharacters(body.Span);
            var message = (JsonRpcMessage?)JsonSerializer.Deserialize(body.Span, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
            if (message is JsonRpcRequest { Method: RequestMethods.Initialize } first)
            {
                _ = first.Params.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(InitializeRequestParams)));   // the transport reads it, too, and expects it to be right
            }

            return message ?? throw new JsonException("null is no message.");
        }
        catch (JsonException)
        {
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "invalid_message", "The body is not one JSON-RPC message of the Model Context Protocol: an object with \"jsonrpc\": \"2.0\"; several at once are not taken."));
        }
    }

    private static void CheckVersion(HttpRequest request)
    {
        if (request.Headers[VersionHeader].ToString() is { Length: > 0 } version && !McpVersions.Supported.Contains(version))
        {
            request.HttpContext.Features.Set(new RefusedVersion(version));
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, McpVersions.Unsupported, $"This server speaks the protocol's versions {string.Join(", ", McpVersions.Supported)}.") { Param = VersionHeader });
        }
    }

    private static void RequireAccepts(HttpRequest request, params ReadOnlySpan<string> types)
    {
        var accepted = request.GetTypedHeaders().Accept;
        foreach (var type in types)
        {
            if (!accepted.Any(one => one.MatchesMediaType(type)))
            {
                throw new ApiErrorException(new(StatusCodes.Status406NotAcceptable, "not_acceptable", $"The header Accept must name {string.Join(" and ", types)}: that is how this server answers.") { Param = "Accept" });
            }
        }
    }

    private static async ValueTask RequireEnabledAsync(McpConnections connections, Caller caller, CancellationToken cancellationToken)
    {
        if (!await connections.IsEnabledAsync(caller.Organization, cancellationToken))
        {
            throw new ApiErrorException(new(StatusCodes.Status403Forbidden, "mcp_disabled", "The organisation's features.mcp_enabled is false."));
        }
    }

    private static void SetStream(HttpResponse response, ClientSession session)
    {
        response.ContentType = EventStream;
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers[SessionHeader] = session.Id;
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
