using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Kiln.SimReady.Usd;

/// <summary>Takes USD text apart. White space and comments stand between any two things.</summary>
internal sealed class UsdTextLexer(ReadOnlyMemory<byte> text)
{
    private int _position;

    /// <summary>True when only white space is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return _position >= text.Length;
        }
    }

    /// <summary>The next character, or NUL at the end.</summary>
    public char Peek
    {
        get
        {
            SkipSpace();
            return _position < text.Length ? (char)text.Span[_position] : '\0';
        }
    }

    /// <summary>An error that says where it is.</summary>
    public InvalidDataException Fault(string what)
    {
        int line = text.Span[..Math.Min(_position, text.Length)].Count((byte)'\n') + 1;
        return new($"Cannot read USD text: {what} (line {line.ToString(CultureInfo.InvariantCulture)}).");
    }

    /// <summary>Takes the character if it comes next.</summary>
    public bool TryTake(char c)
    {
        if (Peek != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Takes the character, which must come next.</summary>
    public void Expect(char c)
    {
        if (!TryTake(c))
        {
            throw Fault($"'{c}' expected");
        }
    }

    /// <summary>Takes the word, which must come next.</summary>
    public void Expect(string word)
    {
        if (Identifier() != word)
        {
            throw Fault($"'{word}' expected");
        }
    }

    /// <summary>Takes a word: letters, digits and <c>_ : .</c></summary>
    public string Identifier()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = text.Span[_position..];
        int length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[length]) || rest[length] is (byte)'_' or (byte)':' or (byte)'.'))
        {
            length++;
        }

        if (length == 0)
        {
            throw Fault("a name expected");
        }

        _position += length;
        return Encoding.ASCII.GetString(rest[..length]);
    }

    /// <summary>Takes a number.</summary>
    public double Number()
    {
        SkipSpace();
        if (!Utf8Parser.TryParse(text.Span[_position..], out double value, out int used) || !double.IsFinite(value))
        {
            throw Fault("a finite number expected");
        }

        _position += used;
        return value;
    }

    /// <summary>Takes a number in single precision, rounded once.</summary>
    public float Float()
    {
        SkipSpace();
        if (!Utf8Parser.TryParse(text.Span[_position..], out float value, out int used) || !float.IsFinite(value))
        {
            throw Fault("a finite number expected");
        }

        _position += used;
        return value;
    }

    /// <summary>Takes an integer.</summary>
    public int Integer()
    {
        SkipSpace();
        if (!Utf8Parser.TryParse(text.Span[_position..], out int value, out int used))
        {
            throw Fault("an integer expected");
        }

        _position += used;
        return value;
    }

    /// <summary>Takes a string in double quotes.</summary>
    public string QuotedString()
    {
        Expect('"');
        ReadOnlySpan<byte> rest = text.Span[_position..];
        int length = 0;
        bool escaped = false;
        while (length < rest.Length && rest[length] is not (byte)'"' and not (byte)'\n')
        {
            escaped |= rest[length] == '\\';
            length += rest[length] == '\\' ? 2 : 1;
        }

        if (length >= rest.Length || rest[length] != '"')
        {
            throw Fault("the string does not end");
        }

        _position += length + 1;
        string content = Encoding.UTF8.GetString(rest[..length]);
        return escaped ? Unescape(content) : content;
    }

    /// <summary>Takes a path in angle brackets.</summary>
    public string Path() => Delimited('<', '>');

    /// <summary>Takes an asset path between at signs.</summary>
    public string AssetPath() => Delimited('@', '@');

    /// <summary>Takes an array of numbers or tuples of numbers: what stands between its brackets.</summary>
    public ReadOnlySpan<byte> NumericArray()
    {
        Expect('[');
        ReadOnlySpan<byte> rest = text.Span[_position..];
        int length = rest.IndexOf((byte)']');
        if (length < 0)
        {
            throw Fault("the array does not end");
        }

        _position += length + 1;
        return rest[..length];
    }

    private string Delimited(char open, char close)
    {
        Expect(open);
        int length = text.Span[_position..].IndexOf((byte)close);
        if (length < 0)
        {
            throw Fault($"'{close}' expected");
        }

        string content = Encoding.UTF8.GetString(text.Span.Slice(_position, length));
        _position += length + 1;
        return content;
    }

    private string Unescape(string content)
    {
        StringBuilder plain = new(content.Length);
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] != '\\')
            {
                plain.Append(content[i]);
                continue;
            }

            switch (content[++i])
            {
                case 'n': plain.Append('\n'); break;
                case 'r': plain.Append('\r'); break;
                case 't': plain.Append('\t'); break;
                case 'x' when i + 2 < content.Length
                    && byte.TryParse(content.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte code):
                    plain.Append((char)code);
                    i += 2;
                    break;
                case '"' or '\\': plain.Append(content[i]); break;
                default: throw Fault($"escape '\\{content[i]}' is unknown");
            }
        }

        return plain.ToString();
    }

    private void SkipSpace()
    {
        ReadOnlySpan<byte> span = text.Span;
        while (_position < span.Length)
        {
            byte c = span[_position];
            if (c == '#')
            {
                int end = span[_position..].IndexOf((byte)'\n');
                _position = end < 0 ? span.Length : _position + end;
            }
            else if (c is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }
}
