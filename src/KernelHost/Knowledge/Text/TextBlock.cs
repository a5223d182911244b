namespace KernelHost.Knowledge.Text;

/// <summary>What a block is: chunks begin at headings and keep the others whole where they fit.</summary>
internal enum BlockKind
{
    Paragraph,
    Heading,
    List,
    Table,
    Code,
}

/// <summary>A part of an extracted text. Blocks stand in order and do not overlap; between them is nothing but white space and markup.</summary>
/// <param name="Start">In UTF-16 code units, as is <paramref name="Length"/>.</param>
/// <param name="Level">Of a heading, from 1; 0 for everything else.</param>
/// <param name="Label">A heading's words without markup; empty for everything else.</param>
internal readonly record struct TextBlock(BlockKind Kind, int Start, int Length, int Level = 0, string Label = "")
{
    public int End => Start + Length;
}
