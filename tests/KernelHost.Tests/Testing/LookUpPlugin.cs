using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Testing;

public sealed class LookUpPlugin(IKnowledgeSearch knowledge)
{
    [KernelFunction("look_up")]
    public async Task<string> LookUpAsync(string query, string? where = null, int most = 5, double? threshold = null)
    {
        var answer = await knowledge.SearchAsync(new(query) { KnowledgeBases = where is null ? [] : [where], TopK = most, Threshold = threshold });
        return string.Join('|', answer.Hits.Select(hit => $"{hit.Document} {hit.Chunk}: {hit.Text}"));
    }

    [KernelFunction("all")]
    public async Task<string> AllAsync() => string.Join(", ", (await knowledge.ListAsync()).Select(one => one.Slug));
}
