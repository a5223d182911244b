namespace KernelHost.Knowledge.Chunking;

/// <summary>A stretch of a document's text, as it is indexed.</summary>
/// <param name="Number">From 0, in the order of the text.</param>
/// <param name="Start">Where it stands in the extracted text, in UTF-16 code units.</param>
/// <param name="Heading">The headings it stands under, outermost first, joined by <see cref="HeadingPath.Separator"/>; empty when there is none.</param>
internal sealed record Chunk(int Number, int Start, string Heading, string Text)
{
    public int End => Start + Text.Length;
}
