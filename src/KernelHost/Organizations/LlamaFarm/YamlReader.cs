using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>
/// One YAML 1.2 document as JSON, by the core schema (<c>yes</c> is text), with merge keys. It may come from anybody: nothing is ever constructed
/// from a tag, and aliases cannot make it large. What is refused is told by line and column, never by quoting. For one document, on one thread.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Deeper than any config, and less than the JSON reader takes once the setup stands inside its config.</summary>
    internal const int MaxDepth = 48;

    /// <summary>Aliases written out.</summary>
    internal const int MaxNodes = 50_000;

    private const string NotYaml = "The text is not valid YAML";

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, Composed> _anchors = [];
    private int _nodes;

    private YamlReader(string text)
    {
        _scanner = new(new StringReader(text));
        _parser = new(_scanner);
    }

    /// <returns>Null for an empty document.</returns>
    /// <exception cref="ConfigRejectedException">It is no YAML, or YAML that is not taken.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF');
        var reader = new YamlReader(text);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException malformed)
        {
            // The parser's own message quotes the text, which may be a secret; the place is enough.
            var place = malformed.Start is { Line: <= 1, Column: <= 1 } ? reader._scanner.CurrentPosition : malformed.Start;
            throw Refused(place, IsTabbed(text, place) ? $"{NotYaml}: it is indented with blanks, never with tabs" : NotYaml);
        }
        catch (InvalidOperationException)
        {
            // Odd text trips assertions inside the parser, too.
            throw Refused(reader.Here, NotYaml);
        }
    }

    private static bool IsTabbed(string text, Mark place) =>
        text.Split('\n').ElementAtOrDefault((int)place.Line - 1) is { } line && line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal);

    private JsonNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = Compose(1).Node;
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<StreamEnd>(out _) ? root : throw Refused(Here, "There is more than one document: send one");
    }

    private Mark Here => _parser.Current?.Start ?? Mark.Empty;

    private Composed Compose(int depth)
    {
        var start = Here;
        var composed = _parser.Consume<ParsingEvent>() switch
        {
            AnchorAlias alias => Resolve(alias),
            Scalar scalar => Counted(YamlScalar.Read(scalar)),
            SequenceStart list => ComposeList(list, depth),
            MappingStart map => ComposeMap(map, depth),
            _ => throw Refused(start, NotYaml),
        };
        return depth + composed.Height - 1 <= MaxDepth ? composed : throw Refused(start, $"It is nested more than {MaxDepth} levels deep");
    }

    private Composed ComposeList(SequenceStart start, int depth)
    {
        RefuseTag(start, YamlScalar.CoreTag + "seq");
        Descend(start, depth);
        var (items, height, before) = (new JsonArray(), 0, _nodes);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = Compose(depth + 1);
            items.Add(item.Node);
            height = Math.Max(height, item.Height);
        }

        return Anchored(start, new(items, _nodes - before, height + 1));
    }

    private Composed ComposeMap(MappingStart start, int depth)
    {
        RefuseTag(start, YamlScalar.CoreTag + "map");
        Descend(start, depth);
        var (members, merged, height, before) = (new JsonObject(), (JsonNode?)null, 0, _nodes);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.TryConsume<Scalar>(out var text) ? text : throw Refused(Here, "A member's name must be text");
            var value = Compose(depth + 1);
            height = Math.Max(height, value.Height);
            var isMerge = key is { Value: "<<", Style: ScalarStyle.Plain };
            if (isMerge ? merged is not null : !members.TryAdd(key.Value, value.Node))
            {
                throw Refused(key.Start, "The same member is there twice");
            }

            merged = isMerge ? Mergeable(value.Node, key.Start) : merged;
        }

        Merge(members, merged);
        return Anchored(start, new(members, _nodes - before, height + 1));
    }

    private static JsonNode Mergeable(JsonNode? value, Mark place) =>
        value is JsonObject || (value is JsonArray items && items.All(item => item is JsonObject))
            ? value
            : throw Refused(place, "A merge key (<<) takes an object or a list of objects");

    /// <summary>What stands in the object itself wins, then what was merged first.</summary>
    private static void Merge(JsonObject members, JsonNode? merged)
    {
        var sources = merged is JsonArray list ? [.. list.OfType<JsonObject>()] : merged is JsonObject one ? new[] { one } : [];
        foreach (var (name, value) in sources.SelectMany(source => source))
        {
            if (!members.ContainsKey(name))
            {
                members[name] = value?.DeepClone();
            }
        }
    }

    private Composed Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchored))
        {
            throw Refused(alias.Start, "An alias refers to nothing that is complete before it");
        }

        Count(anchored.Nodes + 1, alias.Start);
        return anchored with { Node = anchored.Node?.DeepClone() };
    }

    private Composed Counted((Scalar Event, JsonNode? Node) scalar)
    {
        Count(1, scalar.Event.Start);
        return Anchored(scalar.Event, new(scalar.Node, 1, 1));
    }

    private void Descend(NodeEvent start, int depth)
    {
        Count(1, start.Start);
        if (depth > MaxDepth)
        {
            throw Refused(start.Start, $"It is nested more than {MaxDepth} levels deep");
        }
    }

    private Composed Anchored(NodeEvent node, Composed composed)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = composed;
        }

        return composed;
    }

    private void Count(int nodes, Mark place) =>
        _nodes = nodes <= MaxNodes - _nodes ? _nodes + nodes : throw Refused(place, $"It has more than {MaxNodes} values, aliases written out");

    private static void RefuseTag(NodeEvent node, string allowed)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != allowed)
        {
            throw Refused(node.Start, YamlScalar.NoTags);
        }
    }

    internal static ConfigRejectedException Refused(Mark place, string reason) =>
        new([new("$", ConfigRejectedException.MalformedYaml, $"{reason} (line {place.Line}, column {place.Column}).")]);

    /// <param name="Nodes">How many values it holds, aliases written out.</param>
    private sealed record Composed(JsonNode? Node, int Nodes, int Height);
}
