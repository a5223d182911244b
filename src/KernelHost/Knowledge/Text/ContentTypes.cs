using System.Collections.Frozen;

namespace KernelHost.Knowledge.Text;

/// <summary>The kinds of documents that text is made of.</summary>
internal static class ContentTypes
{
    public const string Plain = "text/plain";
    public const string Markdown = "text/markdown";
    public const string Html = "text/html";

    public const string Remedy = "Send text/plain, text/markdown or text/html; a file's name may end with .txt, .text, .log, .csv, .rst, .md, .markdown, .html or .htm.";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        [".txt"] = Plain,
        [".text"] = Plain,
        [".log"] = Plain,
        [".csv"] = Plain,
        [".rst"] = Plain,
        [".md"] = Markdown,
        [".markdown"] = Markdown,
        [".html"] = Html,
        [".htm"] = Html,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ByName = new Dictionary<string, string>
    {
        [Plain] = Plain,
        ["text/csv"] = Plain,
        [Markdown] = Markdown,
        ["text/x-markdown"] = Markdown,
        [Html] = Html,
        ["application/xhtml+xml"] = Html,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="stated">A media type, parameters and all; null or <c>application/octet-stream</c> leaves it to the name.</param>
    /// <returns>One of the three; null when it is another.</returns>
    public static string? Of(string? stated, string name)
    {
        var type = stated?.Split(';')[0].Trim();
        return type is null or "" or "application/octet-stream"
            ? ByExtension.GetValueOrDefault(Path.GetExtension(name))
            : ByName.GetValueOrDefault(type) is not { } known ? null
            : known == Plain ? ByExtension.GetValueOrDefault(Path.GetExtension(name)) ?? Plain   // many clients call Markdown plain
            : known;
    }
}
