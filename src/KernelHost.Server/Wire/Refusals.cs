using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>How a refusal stands among contents, the same way the providers write and read it.</summary>
internal static class Refusals
{
    private const string Code = "Refusal";

    public static ErrorContent Create(string text) => new(text) { ErrorCode = Code };

    public static string? In(IEnumerable<AIContent> contents)
    {
        var texts = contents.OfType<ErrorContent>().Where(content => content.ErrorCode == Code).Select(content => content.Message).ToArray();
        return texts.Length > 0 ? string.Concat(texts) : null;
    }
}
