using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>JSON as YAML that every reader, 1.1 or 1.2, takes for the same.</summary>
internal static class YamlWriter
{
    // Never folded: a line break inside a scalar is a line break of the text.
    private static readonly EmitterSettings Settings = EmitterSettings.Default.WithBestWidth(int.MaxValue).WithIndentedSequences();

    /// <param name="heading">Comment lines at the top.</param>
    public static string Write(JsonObject document, IEnumerable<string> heading)
    {
        using var text = new StringWriter { NewLine = "\n" };
        foreach (var line in heading)
        {
            text.WriteLine(line.Length > 0 ? $"# {line.ReplaceLineEndings(" ")}" : "#");
        }

        var emitter = new Emitter(text, Settings.WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        WriteNode(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void WriteNode(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
                foreach (var (name, value) in members)
                {
                    WriteText(emitter, name, isKey: true);
                    WriteNode(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in items)
                {
                    WriteNode(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteText(emitter, value.GetValue<string>());
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void WriteText(Emitter emitter, string text, bool isKey = false) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, Style(text, isKey), isPlainImplicit: true, isQuotedImplicit: true));

    private static ScalarStyle Style(string text, bool isKey) =>
        !YamlScalar.NeedsQuotes(text) ? ScalarStyle.Plain
        : !isKey && IsBlock(text) ? ScalarStyle.Literal
        : ScalarStyle.DoubleQuoted;

    // Blank lines, blanks at a line's ends and unusual characters are where readers of block scalars differ.
    private static bool IsBlock(string text)
    {
        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        return lines.Length > 1 && lines.All(line => line.Length > 0 && line.Trim() == line && line.All(c => c is >= ' ' and <= '~' or (>= '\u00A1' and < '\u2000')));
    }
}
