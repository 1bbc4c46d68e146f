using System.Buffers.Text;

namespace Kiln.SimReady.Usd;

/// <summary>Reads the numbers of a USD array, where nearly all of a file's bytes are.</summary>
internal ref struct NumberCursor(ReadOnlySpan<byte> text)
{
    // Powers of ten that a double holds exactly.
    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>True when only white space is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return _position >= _text.Length;
        }
    }

    /// <summary>Takes a character that must come next.</summary>
    public bool Take(byte c)
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Takes an integer.</summary>
    public bool TryInteger(out int value)
    {
        SkipSpace();
        bool read = Utf8Parser.TryParse(_text[_position..], out value, out int used);
        _position += used;
        return read;
    }

    /// <summary>Takes a finite number.</summary>
    public bool TryFloat(out float value)
    {
        SkipSpace();
        int start = _position;
        int at = start;
        bool negative = at < _text.Length && _text[at] == '-';
        at += negative ? 1 : 0;
        ulong mantissa = 0;
        int digits = 0;
        int decimals = 0;
        bool inFraction = false;
        for (; at < _text.Length; at++)
        {
            uint digit = (uint)(_text[at] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
                decimals += inFraction ? 1 : 0;
            }
            else if (_text[at] == '.' && !inFraction)
            {
                inFraction = true;
            }
            else
            {
                break;
            }
        }

        // Up to 15 digits and without an exponent, mantissa and power are exact, and their quotient is rounded once. Shortest forms of
        // a float have at most nine digits, too few to lie so near a tie that rounding the double again could err.
        bool simple = digits is > 0 and <= 15 && decimals < Powers.Length && (at >= _text.Length || _text[at] is not ((byte)'e' or (byte)'E'));
        if (simple)
        {
            double magnitude = mantissa / Powers[decimals];
            value = (float)(negative ? -magnitude : magnitude);
            _position = at;
            return true;
        }

        bool read = Utf8Parser.TryParse(_text[start..], out value, out int used) && float.IsFinite(value);
        _position = start + used;
        return read;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
        {
            _position++;
        }
    }
}
