using KernelHost.Knowledge;
using KernelHost.Organizations;
using KernelHost.Security;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>What the variables of the resources' addresses may be, by how they begin. Prompts have none. Singleton, thread-safe.</summary>
internal sealed class KnowledgeCompletion(OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents)
{
    private const int Most = 100;   // the protocol's own bound

    /// <exception cref="McpProtocolException">There is no such template, or it has no such variable.</exception>
    public async ValueTask<CompleteResult> CompleteAsync(Caller caller, CompleteRequestParams? asked, CancellationToken cancellationToken)
    {
        if (asked is not { Ref: ResourceTemplateReference { Uri: { } template }, Argument: { Name: { } variable, Value: { } beginning } } || !Has(template, variable))
        {
            throw new McpProtocolException($"Only the variables of {string.Join(" and ", KnowledgeAddress.Templates.Select(one => one.UriTemplate))} are completed.", McpErrorCode.InvalidParams);
        }

        var organization = organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);
        return Of(variable == KnowledgeAddress.KnowledgeBaseVariable
            ? [.. (await bases.AllAsync(organization, cancellationToken)).Select(one => one.Slug).Where(slug => slug.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))]
            : await IdsAsync(organization, asked.Context, beginning, cancellationToken));
    }

    private static bool Has(string template, string variable) =>
        KnowledgeAddress.Templates.Any(one => one.UriTemplate == template) && template.Contains($"{{{variable}}}", StringComparison.Ordinal);

    /// <summary>None until it is known of which knowledge base.</summary>
    private async Task<IReadOnlyList<string>> IdsAsync(Organization organization, CompleteContext? context, string beginning, CancellationToken cancellationToken) =>
        context?.Arguments?.TryGetValue(KnowledgeAddress.KnowledgeBaseVariable, out var slug) is true && slug is not null
        && await bases.FindAsync(organization, slug, cancellationToken) is { IsExternal: false } knowledge ? await contents.IdsAsync(knowledge, beginning, Most + 1) : [];

    private static CompleteResult Of(IReadOnlyList<string> found) => new() { Completion = new() { Values = [.. found.Take(Most)], HasMore = found.Count > Most } };
}
