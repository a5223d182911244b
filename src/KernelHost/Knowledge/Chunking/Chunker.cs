using KernelHost.Knowledge.Text;

namespace KernelHost.Knowledge.Chunking;

/// <summary>
/// Cuts an extracted text. By structure: a heading begins a chunk and stays with what follows it; within a section, whole blocks are packed as long as they fit, a block that alone is too
/// long is cut where it hurts least, and a chunk that does not begin its section repeats the end of the one before. Every chunk is one stretch of the text. Pure.
/// </summary>
internal static class Chunker
{
    public static IReadOnlyList<Chunk> Cut(ExtractedText document, ChunkingSettings settings)
    {
        var cutter = new Cutter(document.Text, settings);
        if (!settings.ByStructure)
        {
            if (document.Blocks is [var first, ..])
            {
                cutter.Section("", [new(BlockKind.Paragraph, first.Start, document.Blocks[^1].End - first.Start)]);
            }

            return cutter.Chunks;
        }

        var path = new HeadingPath();
        var section = new List<TextBlock>();
        foreach (var block in document.Blocks)
        {
            // Headings without anything between them share a chunk: alone they say nothing.
            if (block.Kind == BlockKind.Heading && section.Exists(before => before.Kind != BlockKind.Heading))
            {
                cutter.Section(path.ToString(), section);
                section.Clear();
            }

            if (block.Kind == BlockKind.Heading)
            {
                path.Enter(block);
            }

            section.Add(block);
        }

        cutter.Section(path.ToString(), section);
        return cutter.Chunks;
    }

    private sealed class Cutter(string text, ChunkingSettings settings)
    {
        private readonly TokenMeasure _measure = new(text);
        private readonly int _most = settings.MaxTokens * TokenMeasure.Quarters;
        private readonly int _overlap = settings.OverlapTokens * TokenMeasure.Quarters;

        public List<Chunk> Chunks { get; } = [];

        public void Section(string heading, IReadOnlyList<TextBlock> blocks)
        {
            var pieces = blocks.SelectMany(Pieces).ToList();
            for (var next = 0; next < pieces.Count;)
            {
                var start = next == 0 ? pieces[0].Start : WithOverlap(pieces[0].Start, pieces[next]);
                var end = pieces[next++].End;
                while (next < pieces.Count && _measure.Of(start, pieces[next].End) <= _most)
                {
                    end = pieces[next++].End;
                }

                Chunks.Add(new(Chunks.Count, start, heading, text[start..end]));
            }
        }

        /// <summary>As much of what stands before a piece as may be repeated and fits beside it, from the beginning of a sentence or word on.</summary>
        private int WithOverlap(int section, (int Start, int End) piece)
        {
            var room = Math.Min(_overlap, _most - _measure.Of(piece.Start, piece.End));
            var earliest = room <= 0 ? piece.Start : _measure.ReachBack(section, piece.Start, room);
            return earliest >= piece.Start ? piece.Start : SkipBlanks(TextCuts.FirstBeginning(text, earliest, piece.Start), piece.Start);
        }

        /// <summary>A block, or the parts of one that is too long by itself. Parts are small enough to leave room for the overlap.</summary>
        private IEnumerable<(int Start, int End)> Pieces(TextBlock block)
        {
            var most = _most;
            for (var start = block.Start; start < block.End;)
            {
                var end = _measure.Reach(start, block.End, most);
                if (end < block.End)
                {
                    most = _most - _overlap;
                    end = TextCuts.Before(text, start, Math.Max(start + 1, end));
                }

                yield return (start, TrimEnd(start, end));
                start = SkipBlanks(end, block.End);
            }
        }

        private int SkipBlanks(int from, int end)
        {
            while (from < end && char.IsWhiteSpace(text[from]))
            {
                from++;
            }

            return from;
        }

        private int TrimEnd(int start, int end)
        {
            while (end > start + 1 && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            return end;
        }
    }
}
