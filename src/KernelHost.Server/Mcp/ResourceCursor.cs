using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ModelContextProtocol;

namespace KernelHost.Server.Mcp;

/// <summary>Where a page of resources ended: among the knowledge bases, or among the documents of one.</summary>
/// <param name="KnowledgeBase">The last slug that was listed, or the one whose documents go on.</param>
/// <param name="Document">The number of the last document that was listed, 0 = none yet; null = the knowledge bases go on.</param>
internal sealed record ResourceCursor(string KnowledgeBase, long? Document)
{
    public static ResourceCursor Beginning { get; } = new("", null);

    /// <exception cref="McpProtocolException">It is none.</exception>
    public static ResourceCursor Parse(string? cursor) => cursor is null ? Beginning : Read(cursor) ?? throw new McpProtocolException(
        "The cursor is not the nextCursor of a page of this list: list it from the beginning.", McpErrorCode.InvalidParams);

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Document is { } number ? string.Create(CultureInfo.InvariantCulture, $"{KnowledgeBase}/{number}") : KnowledgeBase));

    private static ResourceCursor? Read(string cursor) => !Base64Url.IsValid(cursor) ? null : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/') switch
    {
        [var slug] => new(slug, null),
        [var slug, var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new(slug, number),
        _ => null,
    };
}
