using System.Text;
using static Microsoft.SemanticKernel.TemplateBlock;

namespace Microsoft.SemanticKernel;

/// <summary>Reads what stands between double braces: a variable, a quoted text, or a function and its arguments.</summary>
internal sealed class CodeParser(string code)
{
    private int _position;

    private char Current => _position < code.Length ? code[_position] : '\0';

    public TemplateBlock Parse()
    {
        var block = StartsValue ? Value() : Call();
        return _position == code.Length ? block : throw Malformed("nothing may follow");
    }

    private bool StartsValue => Current is '$' or '\'' or '"';

    private TemplateBlock Value() => Current switch
    {
        '$' => Variable(),
        '\'' or '"' => Quoted(),
        _ => throw Malformed("a value must be a $variable or stand in quotes"),
    };

    private Variable Variable()
    {
        _position++;
        return new(Identifier("a variable"));
    }

    private Literal Quoted()
    {
        var quote = code[_position++];
        var text = new StringBuilder();
        for (; _position < code.Length; _position++)
        {
            if (Current == quote)
            {
                _position++;
                return new(text.ToString());
            }

            if (Current == '\\' && _position + 1 < code.Length && code[_position + 1] is '\'' or '"' or '\\')
                _position++;

            text.Append(Current);
        }

        throw Malformed("a quote is not closed");
    }

    private Call Call()
    {
        var first = Identifier("a function");
        string? plugin = null;
        if (Current == '.')
        {
            _position++;
            (plugin, first) = (first, Identifier("a function"));
        }

        var positional = SkipSpace() && StartsValue ? Value() : null;
        var named = new List<Argument>();
        while (_position < code.Length)
        {
            if ((positional is not null || named.Count > 0) && !SkipSpace() && !char.IsWhiteSpace(code[_position - 1]))
                throw Malformed("arguments must be separated by spaces");

            named.Add(Named());
            SkipSpace();
        }

        return new(plugin, first, positional, named);
    }

    private Argument Named()
    {
        var name = Identifier("an argument");
        SkipSpace();
        if (Current != '=')
            throw Malformed("arguments after the first must be named");

        _position++;
        SkipSpace();
        return new(name, Value());
    }

    private string Identifier(string what)
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
            _position++;

        return _position > start ? code[start.._position] : throw Malformed($"the name of {what} must be letters, digits and underscores");
    }

    /// <returns>Whether there was space.</returns>
    private bool SkipSpace()
    {
        var start = _position;
        while (char.IsWhiteSpace(Current))
            _position++;

        return _position > start;
    }

    private KernelException Malformed(string why) => new($"The template's '{{{{{code}}}}}' is malformed: {why}.");
}
