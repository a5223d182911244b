using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;
using Microsoft.Extensions.Options;

namespace KernelHost.Knowledge;

/// <summary>
/// The external knowledge-base server of a setup (<c>knowledge_base.server_url</c>), as LAMB has it: <c>POST /collections/{id}/query</c>. Connections are made by the same rules as to model
/// servers. Thread-safe.
/// </summary>
internal sealed class ExternalKnowledge(
    SnapshotCache snapshots, ProviderHttp http, EnvironmentSecrets secrets, AllowedUpstreams allowed, IOptions<KnowledgeOptions> options, TimeProvider time)
{
    private const string Name = "knowledge_base";

    /// <exception cref="KnowledgeException">It cannot be asked.</exception>
    public async Task<KnowledgeResult> QueryAsync(KnowledgeBase knowledge, KnowledgeQuery query, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(knowledge, cancellationToken);
        var body = new JsonObject { ["query_text"] = query.Text, ["top_k"] = query.TopK, ["threshold"] = query.Threshold ?? 0 };
        var started = time.GetTimestamp();
        try
        {
            using var attempt = http.Begin(connection, cancellationToken, AnswerForm.Whole);
            using var answer = await attempt.RunAsync(running => http.AskAsync(
                ProviderHttp.Request(HttpMethod.Post, connection, $"/collections/{Uri.EscapeDataString(knowledge.Collection ?? "")}/query", JsonSerializer.SerializeToUtf8Bytes(body)), running));
            var hits = ExternalAnswer.Read(answer.RootElement, knowledge.Collection ?? "").Where(hit => !(hit.Score < query.Threshold)).Take(query.TopK).ToArray();
            return new(hits, KnowledgeMode.Vector, Unheard(query), TimeSpan.Zero, time.GetElapsedTime(started));
        }
        catch (ProviderException failure)
        {
            throw new KnowledgeException(Explain(failure, knowledge), "knowledge_base_unavailable", failure);
        }
    }

    private async Task<ProviderConnection> ConnectAsync(KnowledgeBase knowledge, CancellationToken cancellationToken)
    {
        var setup = (await snapshots.GetAsync(knowledge.Organization, cancellationToken))?.FindSetup(knowledge.Setup);
        if (setup?.Setup.KnowledgeBase is not { ServerUrl: { Length: > 0 } address } settings || !Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            throw Unavailable("The setup names no knowledge-base server: set knowledge_base.server_url in its config.");
        }

        var reach = settings.Trust.CoversAddress(address) ? UpstreamReach.Trusted : allowed.ReachOf(address)
            ?? throw Unavailable("The address of the knowledge-base server is not allowed to org-admins: a system admin can set it, or add its host to Security:AllowedUpstreams.");
        var token = secrets.Resolve(settings.ApiToken, settings.Trust.CoversSecret(ConfigAddresses.ApiToken, settings.ApiToken), knowledge.Organization);
        return token.Reason is null
            ? new() { Name = Name, Kind = ProviderKinds.OpenAICompatible, BaseUrl = url, Key = token.Value, Reach = reach, Timeouts = Timeouts() }
            : throw Unavailable($"The token of the knowledge-base server: {token.Reason}");
    }

    private AttemptTimeouts Timeouts() => AttemptTimeouts.Default with { FirstToken = options.Value.ExternalTimeout, Idle = options.Value.ExternalTimeout, Total = options.Value.ExternalTimeout };

    private static System.Collections.Immutable.ImmutableArray<string> Unheard(KnowledgeQuery query) =>
    [
        .. query.Mode == KnowledgeMode.Lexical ? ["An external knowledge-base server searches by vectors only."] : Array.Empty<string>(),
        .. query.Filter is null ? Array.Empty<string>() : ["An external knowledge-base server takes no filter: all of its documents were searched."],
    ];

    private static string Explain(ProviderException failure, KnowledgeBase knowledge) => failure switch
    {
        { Class: FailureClass.Timeout } => "The knowledge-base server did not answer in time.",
        { Class: FailureClass.Auth } => "The knowledge-base server refused the token: check knowledge_base.api_token.",
        { Class: FailureClass.RateLimit } => "The knowledge-base server is asked too much: try again later.",
        { Status: 404 } => $"The knowledge-base server has no collection \"{knowledge.Collection}\".",
        { Status: { } status } => $"The knowledge-base server answered with status {status}.",
        _ => "The knowledge-base server could not be reached, or did not answer with JSON.",
    };

    private static KnowledgeException Unavailable(string message) => new(message, "knowledge_base_unavailable");
}
