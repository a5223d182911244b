using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Prompts;

internal enum SectionKind
{
    Lead,
    Heading,
    History,
    Question,
    Text,
    Passages,
    Options,
    Instructions,
    Answer,
}

/// <summary>A labelled part of a prompt, such as what follows "Question:" or stands in &lt;context&gt;…&lt;/context&gt;. The lead has no label.</summary>
internal sealed partial record Section(SectionKind Kind, string Body)
{
    public static List<Section> Split(string prompt) =>
        [.. PassageBlocks.Split(prompt).SelectMany(piece => piece.IsBlock ? [new Section(SectionKind.Passages, piece.Text.Trim())] : ByLabels(piece.Text)).Where(section => section.Body.Length > 0)];

    private static List<Section> ByLabels(string prompt)
    {
        var text = Tag().Replace(prompt, match => match.Groups["open"].Success ? $"\n{match.Groups["open"].Value}:\n" : "\n");
        var sections = new List<Section>();
        var (kind, start) = (SectionKind.Lead, 0);
        foreach (Match label in Label().Matches(text))
        {
            if (kind == SectionKind.Passages && NamesPassage(label.Groups[1].Value))
            {
                continue;
            }

            sections.Add(new(kind, text[start..label.Index].Trim()));
            (kind, start) = (KindOf(label.Groups[1].Value), label.Index + label.Length);
        }

        sections.Add(new(kind, text[start..].Trim()));
        return sections;
    }

    // "Document: guide.md" among passages says where the next one comes from.
    private static bool NamesPassage(string label) =>
        label.ToLowerInvariant() is "document" or "source" or "passage" or "title" or "text" or "content" or "article";

    private static SectionKind KindOf(string label) => label.ToLowerInvariant().Replace('_', ' ').Replace('-', ' ') switch
    {
        "topic" or "subject" or "title" => SectionKind.Heading,
        var l when l.Contains("history") || l.Contains("conversation") || l.Contains("dialog") => SectionKind.History,
        var l when l.Contains("question") || l.Contains("query") || l is "follow up" or "follow up input" => l.Contains("rewritten") || l.Contains("standalone") ? SectionKind.Answer : SectionKind.Question,
        var l when l.Contains("passage") || l.Contains("context") || l is "source" or "sources" || l.Contains("excerpt") || l is "documents" => SectionKind.Passages,
        var l when l.Contains("label") || l.Contains("option") || l.Contains("categor") || l.Contains("choice") || l.Contains("class") || l.Contains("intent") => SectionKind.Options,
        "instructions" or "instruction" or "task" or "rules" or "guidelines" => SectionKind.Instructions,
        "answer" or "output" or "response" or "reply" or "label assigned" => SectionKind.Answer,
        _ => SectionKind.Text,
    };

    private const string Names =
        "topic|subject|title|history|chat[ _]history|conversation(?:[ _]history| so far)?|previous (?:conversation|messages)|dialog(?:ue)?"
        + "|question|user(?:'s)? question|(?:latest|last|current|original|follow[- ]?up) (?:user )?(?:question|query)|follow[- ]?up(?: input)?|query|user query|search query"
        + "|rewritten (?:question|query)|standalone (?:question|query)|stand-alone question"
        + "|text|input|message|user message|document|content|article|submission|essay|prompt|request|rubric|passages?|context|sources?|excerpts?|documents|retrieved (?:passages|context)|(?:this|here) is the context|summari[sz]e(?: this| the following| the)?(?: text| article| passage)?"
        + "|labels?|(?:possible |allowed |available |candidate )?(?:labels|options|categories|choices|classes|intents)|categories|options|choices|classes|intents"
        + "|instructions?|task|rules|guidelines|answer|output|response|reply";

    // At the start of a line, possibly bold or a heading; in the middle of one only after a sentence and with a capital.
    [GeneratedRegex(@"(?:(?<=^|\n)[ \t]*(?:#{1,6} *|\*\*)?|(?<=[.;!?] )(?=\p{Lu}))(" + Names + @")(?:\*\*)?(?: *\([^)\n]{1,60}\))?:(?:\*\*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex("</(?:" + Names + ")>|<(?<open>" + Names + ")>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
