using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Rewriting;
using KernelHost.Providers.Embedded.Schema;
using KernelHost.Providers.Embedded.Text;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The rules in order; the first that applies answers. docs/embedded-provider.md shows each with an example.</summary>
internal static partial class AnswerRules
{
    /// <summary>A message of more words than this is a text to work on, not a remark to reply to.</summary>
    private const int LongMessageWords = 40;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Default) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Answer(Prompt prompt, ChatResponseFormat? format, Effort effort) =>
        Json(prompt, format, effort)
        ?? AfterTool(prompt, effort)
        ?? Chosen(prompt)
        ?? Rewritten(prompt)
        ?? FromPassages(prompt, effort)
        ?? InBrief(prompt, effort);

    private static string? Json(Prompt prompt, ChatResponseFormat? format, Effort effort)
    {
        var schema = format switch
        {
            ChatResponseFormatJson { Schema: { } given } => given,
            ChatResponseFormatJson => JsonSerializer.SerializeToElement(SchemaFromExample.Find(prompt.Everything) ?? SchemaFromExample.Default),
            _ when SchemaFromExample.AsksForJson(prompt.Everything) && SchemaFromExample.Find(prompt.Everything) is { } implied => JsonSerializer.SerializeToElement(implied),
            _ => (JsonElement?)null,
        };
        return schema is { } wanted ? Text(SchemaFiller.Fill(wanted, new Evidence(prompt), effort)) : null;
    }

    private static string? AfterTool(Prompt prompt, Effort effort) => prompt.ToolResult switch
    {
        null => null,
        { } result when Sentences.Of(result).Count <= effort.Sentences => result.Trim(),
        { } result when PassageAnswerer.Answer(prompt.Question, PassageReader.Parse(result), effort.Sentences) is var answer && answer != PassageAnswerer.NothingFound => answer,
        { } result => Gist.Of(result, effort.Sentences),
    };

    private static string? Chosen(Prompt prompt)
    {
        var options = OptionReader.Read(prompt);
        return options switch
        {
            [] => null,
            [{ Label: var yes }, { Label: var no }] when YesNo.IsPair(yes, no) => YesNo.Holds(YesNo.Asked(prompt), prompt.Passages ?? prompt.Text) ? yes : no,
            _ => OptionChooser.Choose(prompt.Text, options)?.Option.Label,
        };
    }

    private static string? Rewritten(Prompt prompt) =>
        RewriteRequest.AsksForRewrite(prompt) ? RewriteRequest.Rewritten(prompt)
        : RewriteRequest.AsksForVariants(prompt) ? string.Join('\n', RewriteRequest.VariantsFor(prompt))
        : null;

    private static string? FromPassages(Prompt prompt, Effort effort)
    {
        if (prompt.Passages is { } passages)
        {
            // A follow-up stands on its own first, so that what it is about counts too.
            return PassageAnswerer.Answer(QuestionRewriter.Rewrite(prompt.Question, prompt.Conversation), PassageReader.Parse(passages), effort.Sentences);
        }

        if (MentionsPassages().IsMatch(prompt.Instructions) && IsLong(prompt.Instructions))
        {
            return PassageAnswerer.Answer(prompt.Question, PassageReader.Parse(prompt.Instructions), effort.Sentences);
        }

        return QuestionAboutText(prompt) is var (question, text) ? PassageAnswerer.Answer(question, PassageReader.Parse(text), effort.Sentences) : null;
    }

    /// <summary>A labelled text with another question, or a long message that ends or begins with one.</summary>
    private static (string Question, string Text)? QuestionAboutText(Prompt prompt)
    {
        if (prompt.Text != prompt.Question)
        {
            return prompt.Question.Contains('?') ? (prompt.Question, prompt.Text) : null;
        }

        var sentences = Sentences.Of(prompt.Text);
        return !IsLong(prompt.Text) || sentences.Count < 3 ? null
            : sentences[^1].EndsWith('?') ? (sentences[^1], string.Join('\n', sentences.SkipLast(1)))
            : sentences[0].EndsWith('?') ? (sentences[0], string.Join('\n', sentences.Skip(1)))
            : null;
    }

    private static string InBrief(Prompt prompt, Effort effort) =>
        IsLong(prompt.Text) ? Gist.Of(prompt.Text, effort.Sentences)
        : Introduction.To(prompt.Message, brief: effort.Sentences == 1);

    private static bool IsLong(string text) => Words.Of(text).Count > LongMessageWords;

    private static string Text(JsonNode? node) => node?.ToJsonString(Readable) ?? "null";

    [GeneratedRegex(@"\b(?:context|passages|documents|excerpts|knowledge base)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MentionsPassages();
}
