using System.Collections.Frozen;

namespace KernelHost.Models;

/// <summary>
/// The values of <c>metadata.task</c> that mark a chat request as auxiliary. They are what Open WebUI sends for its background work
/// (<c>moa_response_generation</c> is left out: that one writes the answer itself). Other values are the client's own business.
/// </summary>
public static class AuxiliaryTasks
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        "title", "tags", "query",
        "title_generation", "tags_generation", "query_generation", "follow_up_generation", "emoji_generation",
        "autocomplete_generation", "image_prompt_generation", "function_calling",
    ]);

    public static bool Contains(string? task) => task is not null && Names.Contains(task);
}
