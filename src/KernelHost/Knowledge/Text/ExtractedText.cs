using System.Collections.Immutable;

namespace KernelHost.Knowledge.Text;

/// <summary>A document as it is searched and shown. Every position that is told of it counts UTF-16 code units of <paramref name="Text"/>.</summary>
/// <param name="Title">What the document calls itself; null when it does not.</param>
internal sealed record ExtractedText(string Text, ImmutableArray<TextBlock> Blocks, string? Title);
