namespace Kiln.Infra.Tests.Bicep;

/// <summary>A position in a Bicep text.</summary>
internal sealed class BicepText(string path, string text)
{
    private int _at;

    public bool AtEnd => _at >= text.Length;

    public char Current => AtEnd ? '\0' : text[_at];

    public int Line => 1 + text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n');

    public BicepException Wrong(string what) => new($"{path}({Line}): {what}");

    public char Next() => AtEnd ? throw Wrong("the file ends too early") : text[_at++];

    public bool Looks(string part) => string.CompareOrdinal(text, _at, part, 0, part.Length) == 0;

    public bool Take(string part)
    {
        if (!Looks(part))
        {
            return false;
        }

        _at += part.Length;
        return true;
    }

    public void Expect(string part)
    {
        if (!Take(part))
        {
            throw Wrong($"'{part}' is missing before '{text.AsSpan(_at, Math.Min(20, text.Length - _at))}'");
        }
    }

    /// <summary>A word of letters, digits and underscores; empty when none is here.</summary>
    public string Word()
    {
        int start = _at;
        while (char.IsAsciiLetter(Current) || Current == '_' || (_at > start && char.IsAsciiDigit(Current)))
        {
            _at++;
        }

        return text[start.._at];
    }

    public string Identifier() => Word() is { Length: > 0 } word ? word : throw Wrong("a name is missing");

    /// <summary>Takes a word if it is the next one, whole.</summary>
    public bool TakeWord(string word)
    {
        int start = _at;
        if (Word() == word)
        {
            return true;
        }

        _at = start;
        return false;
    }

    public bool TakeNumber()
    {
        int start = _at;
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        return _at > start;
    }

    /// <summary>Leaves out blanks on the line.</summary>
    public void Blanks()
    {
        while (Current is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Leaves out blanks, line ends and comments.</summary>
    public void Lines()
    {
        while (true)
        {
            Blanks();
            if (Take("//"))
            {
                while (!AtEnd && Current != '\n')
                {
                    _at++;
                }
            }
            else if (Current is not ('\n' or '\r') || AtEnd)
            {
                return;
            }
            else
            {
                _at++;
            }
        }
    }

    /// <summary>Requires that a statement or item ends here.</summary>
    public void EndOfLine()
    {
        Blanks();
        if (!AtEnd && Current is not ('\n' or '\r') && !Looks("//"))
        {
            throw Wrong($"'{Current}' is not expected here; a line should end");
        }

        Lines();
    }
}
