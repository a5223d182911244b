using System.Text;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>
/// Secrets that cannot be mistaken for anything else. All hold the same mark, so one search finds them all, in whatever way they were written down:
/// a way that changes single characters only (JSON, URLs, HTML) leaves the mark as it is, since it has nothing but letters and digits.
/// </summary>
internal static class Canaries
{
    public const string Mark = "Kq7Zt3Vx9Wm2";

    /// <summary>What is called a key in one place, and looks like nobody's in particular: no pattern recognises it.</summary>
    public static string Of(string kind) => $"{kind}-{Mark}-{kind}";

    /// <summary>The same with all that has to be written differently somewhere.</summary>
    public static string Awkward(string kind) => $"{kind}/{Mark}+\"{kind}\\&<%=";

    /// <summary>A key of the usual look.</summary>
    public static string Usual(string kind) => $"sk-proj-{kind}{Mark}";

    /// <summary>The ways in which a piece of a secret can be written down.</summary>
    public static IEnumerable<string> FormsOf(string piece) =>
    [
        piece,
        new string([.. piece.Reverse()]),
        string.Join('\0', piece.ToCharArray()),   // UTF-16
        Convert.ToHexString(Encoding.UTF8.GetBytes(piece)),
        Convert.ToHexString(Encoding.Unicode.GetBytes(piece)),
        string.Concat(piece.Select(c => $"%{(int)c:X2}")),
        string.Concat(piece.Select(c => $"\\u{(int)c:X4}")),
        .. Enumerable.Range(0, 3).SelectMany(shift => Base64(piece, shift)),
    ];

    // Inside a longer text that is encoded as a whole, it begins at any of three places of a group; what the neighbours change is cut off.
    private static IEnumerable<string> Base64(string piece, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(piece)]).TrimEnd('=');
        var sure = text[(shift == 0 ? 0 : shift + 1)..^1];
        return [sure, sure.Replace('+', '-').Replace('/', '_')];
    }
}
