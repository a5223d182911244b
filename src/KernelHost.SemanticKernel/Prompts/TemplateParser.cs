using static Microsoft.SemanticKernel.TemplateBlock;

namespace Microsoft.SemanticKernel;

/// <summary>Cuts a template into text and what stands between double braces.</summary>
internal static class TemplateParser
{
    private const string Open = "{{";
    private const string Close = "}}";

    public static IEnumerable<TemplateBlock> Parse(string template)
    {
        var done = 0;
        for (var start = 0; (start = Find(template, Open, start)) >= 0;)
        {
            var end = FindClose(template, ref start);
            if (end < 0)
                break;

            if (start > done)
                yield return new Text(template[done..start]);

            var code = template[(start + Open.Length)..end];
            done = end + Close.Length;
            yield return string.IsNullOrWhiteSpace(code) ? new Text(template[start..done]) : new CodeParser(code.Trim()).Parse();
            start = done;
        }

        if (done < template.Length)
            yield return new Text(template[done..]);
    }

    /// <summary>Where the block ends; braces in quotes do not end it, and a later opening before the end starts it anew.</summary>
    private static int FindClose(string template, ref int start)
    {
        var quote = '\0';
        for (var i = start + 1; i < template.Length; i++)
        {
            var c = template[i];
            if (quote != '\0')
            {
                if (c == '\\' && i + 1 < template.Length && template[i + 1] is '\'' or '"' or '\\')
                    i++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (At(template, Open, i))
            {
                start = i;
            }
            else if (At(template, Close, i))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Find(string text, string what, int from) => text.IndexOf(what, from, StringComparison.Ordinal);

    private static bool At(string text, string what, int index) => string.CompareOrdinal(text, index, what, 0, what.Length) == 0;
}
