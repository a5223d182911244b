namespace KernelHost.Server.Wire;

/// <summary>As much of a client's own text as an error message or a header should repeat.</summary>
internal static class Excerpt
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        if (text.Length <= Longest)
            return text;
        var end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;   // never half a character
        return $"{text[..end]}…";
    }
}
