using System.Collections.Immutable;

namespace KernelHost.Knowledge.Text;

/// <summary>Text as it is; empty lines end its paragraphs.</summary>
internal static class PlainText
{
    public static ExtractedText Extract(string text)
    {
        var blocks = ImmutableArray.CreateBuilder<TextBlock>();
        var (start, end) = (-1, 0);
        for (var line = 0; line < text.Length;)
        {
            var next = text.IndexOf('\n', line) is var found and >= 0 ? found : text.Length;
            if (text.AsSpan(line, next - line).IsWhiteSpace())
            {
                Close();
            }
            else
            {
                (start, end) = (start < 0 ? line : start, next);
            }

            line = next + 1;
        }

        Close();
        return new(text, blocks.DrainToImmutable(), null);

        void Close()
        {
            if (start >= 0)
            {
                blocks.Add(new(BlockKind.Paragraph, start, end - start));
            }

            start = -1;
        }
    }
}
