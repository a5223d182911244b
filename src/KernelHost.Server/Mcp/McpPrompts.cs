using KernelHost.Kernels;
using KernelHost.Organizations;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>The setup's prompt sets. The protocol knows what a user and what an assistant says; instructions come as the user's.</summary>
internal static class McpPrompts
{
    public static Prompt Of(PromptSet set) => new()
    {
        Name = set.Name,
        Description = $"Messages of the setup's config: {(set.Messages.IsEmpty ? "none" : string.Join(", ", set.Messages.Select(message => message.Role)))}.",
    };

    /// <exception cref="McpProtocolException">There is none of that name.</exception>
    public static GetPromptResult Get(SetupSnapshot setup, string name)
    {
        var sets = setup.Setup.Prompts;
        var found = sets.FirstOrDefault(set => set.Name == name)
            ?? throw new McpProtocolException($"There is no prompt {NearNames.Quote(name)}.{NearNames.Hint(NearNames.To(name, sets.Select(set => set.Name)))}", McpErrorCode.InvalidParams);
        return new() { Messages = [.. found.Messages.Select(Of)] };
    }

    private static ModelContextProtocol.Protocol.PromptMessage Of(KernelHost.Organizations.PromptMessage message) =>
        new() { Role = message.Role == "assistant" ? Role.Assistant : Role.User, Content = new TextContentBlock { Text = message.Content } };
}
