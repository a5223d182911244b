using KernelHost.Knowledge.Text;

namespace KernelHost.Knowledge.Chunking;

/// <summary>The headings that a place of a text stands under.</summary>
internal sealed class HeadingPath
{
    public const string Separator = " › ";

    /// <summary>A heading is a few words; what is longer is marked as one by mistake.</summary>
    private const int LongestLabel = 200;

    private readonly List<TextBlock> _open = [];

    public void Enter(TextBlock heading)
    {
        _open.RemoveAll(above => above.Level >= heading.Level);
        _open.Add(heading);
    }

    public override string ToString() =>
        string.Join(Separator, _open.Select(heading => Shortened(heading.Label)).Where(label => label.Length > 0));

    private static string Shortened(string label) =>
        label.Length <= LongestLabel ? label : label[..(char.IsHighSurrogate(label[LongestLabel - 1]) ? LongestLabel - 1 : LongestLabel)] + "…";
}
