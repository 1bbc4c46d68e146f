using System.Globalization;
using System.Text;

namespace Kiln.Geometry.Formats.Text;

/// <summary>
/// Walks the bytes of a text format without making strings. Lines end with LF, CR LF or CR; with continuation on, a backslash at
/// the end of a line joins it with the next. Any byte below <c>!</c> separates words.
/// </summary>
internal ref struct TextCursor(ReadOnlySpan<byte> text, bool continuation = false)
{
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private readonly ReadOnlySpan<byte> _text = text;
    private int _countedTo;
    private int _countedLine = 1;

    /// <summary>Byte offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>True at the end of the text.</summary>
    public readonly bool AtEnd => Position >= _text.Length;

    /// <summary>The line of the next byte, from 1. Counted on demand, for messages.</summary>
    public int Line
    {
        get
        {
            ReadOnlySpan<byte> passed = _text[_countedTo..Math.Min(Position, _text.Length)];
            _countedLine += passed.Count((byte)'\n') + passed.Count((byte)'\r') - passed.Count("\r\n"u8);
            _countedTo += passed.Length;
            return _countedLine;
        }
    }

    /// <summary>Passes blanks within the line. True when a word follows on it.</summary>
    public bool SkipBlanks()
    {
        ReadOnlySpan<byte> text = _text;
        int at = Position;
        while (at < text.Length)
        {
            byte b = text[at];
            if (b > (byte)' ')
            {
                if (b == (byte)'\\' && continuation && LineBreakAfter(at) is var next and > 0)
                {
                    at = next;
                    continue;
                }

                Position = at;
                return true;
            }

            if (b is (byte)'\n' or (byte)'\r')
            {
                break;
            }

            at++;
        }

        Position = at;
        return false;
    }

    /// <summary>Passes blanks and line ends. True when a word follows.</summary>
    public bool SkipToWord()
    {
        while (Position < _text.Length && _text[Position] <= (byte)' ')
        {
            Position++;
        }

        return !AtEnd;
    }

    /// <summary>True when a byte is the next one.</summary>
    public readonly bool IsAt(byte expected) => !AtEnd && _text[Position] == expected;

    /// <summary>Passes the rest of the line, whatever it ends with.</summary>
    public void SkipToLineEnd()
    {
        int end = _text[Position..].IndexOfAny((byte)'\n', (byte)'\r');
        Position = end < 0 ? _text.Length : Position + end;
    }

    /// <summary>Passes the rest of the line and its end.</summary>
    public void SkipLine()
    {
        while (SkipBlanks())
        {
            _ = Word();
        }

        if (!AtEnd)
        {
            Position += _text[Position] == (byte)'\r' && Position + 1 < _text.Length && _text[Position + 1] == (byte)'\n' ? 2 : 1;
        }
    }

    /// <summary>Takes the next word of the line; empty at its end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        if (!SkipBlanks())
        {
            return default;
        }

        int start = Position;
        int at = start;
        while (at < _text.Length && _text[at] > (byte)' ' && !(continuation && _text[at] == (byte)'\\' && LineBreakAfter(at) > 0))
        {
            at++;
        }

        Position = at;
        return _text[start..at];
    }

    /// <summary>Takes the rest of the line without the blanks around it.</summary>
    public string RestOfLine()
    {
        _ = SkipBlanks();
        int start = Position;
        SkipToLineEnd();
        return Encoding.UTF8.GetString(_text[start..Position]).Trim();
    }

    /// <summary>Takes a byte when it is the next one.</summary>
    public bool Take(byte expected)
    {
        if (!IsAt(expected))
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Takes a whole number with an optional sign; false, and nothing taken, when none is there or it overflows.</summary>
    public bool TryInteger(out int value)
    {
        ReadOnlySpan<byte> text = _text[Position..];
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        int at = text.Length > 0 && (negative || text[0] == (byte)'+') ? 1 : 0;
        int firstDigit = at;
        long number = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9 && number <= int.MaxValue)
        {
            number = (number * 10) + (text[at] - '0');
            at++;
        }

        if (at == firstDigit || number > int.MaxValue)
        {
            value = 0;
            return false;
        }

        value = negative ? -(int)number : (int)number;
        Position += at;
        return true;
    }

    /// <summary>
    /// Takes the next number of the line, correctly rounded to double. False, and nothing taken, when the next word is no number.
    /// Words for infinity and not-a-number count as numbers; whoever reads coordinates refuses them.
    /// </summary>
    public bool TryNumber(out double value)
    {
        value = 0;
        if (!SkipBlanks())
        {
            return false;
        }

        ReadOnlySpan<byte> text = _text[Position..];
        int at = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        ulong mantissa = 0;
        int digits = 0;
        int exponent = 0;
        int firstDigit = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++, digits++)
        {
            mantissa = (mantissa * 10) + (uint)(text[at] - '0');
        }

        if (at < text.Length && text[at] == (byte)'.')
        {
            for (at++; at < text.Length && (uint)(text[at] - '0') <= 9; at++, digits++, exponent--)
            {
                mantissa = (mantissa * 10) + (uint)(text[at] - '0');
            }
        }

        bool plain = at >= text.Length || text[at] <= (byte)' ';
        if (!plain || digits is 0 or > 18 || mantissa > 1UL << 53 || exponent < -22)
        {
            return TrySlowNumber(out value);
        }

        // Both operands are exact, so the one division rounds correctly (Clinger's fast path).
        value = mantissa / PowersOfTen[-exponent];
        value = firstDigit == 1 && text[0] == (byte)'-' ? -value : value;
        Position += at;
        return true;
    }

    private bool TrySlowNumber(out double value)
    {
        int start = Position;
        ReadOnlySpan<byte> word = Word();
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>The offset after the line break that follows a backslash; 0 when none follows.</summary>
    private readonly int LineBreakAfter(int backslash)
    {
        int at = backslash + 1;
        if (at < _text.Length && _text[at] == (byte)'\r')
        {
            at++;
        }

        return at < _text.Length && _text[at] == (byte)'\n' ? at + 1 : at > backslash + 1 ? at : 0;
    }
}
