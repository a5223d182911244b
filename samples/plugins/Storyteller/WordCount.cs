namespace Storyteller;

/// <summary>Counts the words of a text that comes in pieces, which may break in the middle of one. For one stream.</summary>
internal sealed class WordCount(int most)
{
    private int _words;
    private bool _inWord;

    /// <summary>There is no room for another word.</summary>
    public bool IsFull { get; private set; }

    /// <summary>As much of the piece as there is room for.</summary>
    public string Take(string piece)
    {
        for (var index = 0; index < piece.Length; index++)
        {
            var isSpace = char.IsWhiteSpace(piece[index]);
            if (!isSpace && !_inWord && _words++ == most)
            {
                IsFull = true;
                return piece[..index].TrimEnd();
            }

            _inWord = !isSpace;
        }

        return piece;
    }
}
