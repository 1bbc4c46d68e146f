using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Kiln.SimReady.Conversion;

/// <summary>
/// Writes UTF-8 text with numbers in the one canonical form of all text outputs: invariant, shortest that reads back as the
/// same value, small <c>e</c>, and 0 for minus zero.
/// </summary>
internal sealed class Utf8TextWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    /// <summary>Bytes written so far.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>All that was written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Appends text.</summary>
    public void Write(string text)
    {
        Span<byte> span = _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _buffer.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>Appends UTF-8 text.</summary>
    public void Write(ReadOnlySpan<byte> utf8) => _buffer.Write(utf8);

    /// <summary>Appends an integer.</summary>
    public void Write(int value)
    {
        Span<byte> span = _buffer.GetSpan(16);
        Utf8Formatter.TryFormat(value, span, out int written);
        _buffer.Advance(written);
    }

    /// <summary>Appends a single-precision number.</summary>
    /// <exception cref="ArgumentException">The value is infinite or NaN, which no output may hold.</exception>
    public void Write(float value)
    {
        if (!float.IsFinite(value))
        {
            throw new ArgumentException("An output would hold a number that is not finite.", nameof(value));
        }

        Span<byte> span = _buffer.GetSpan(32);
        // Adding 0 turns −0 into 0.
        (value + 0f).TryFormat(span, out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        Advance(span[..written]);
    }

    /// <summary>Appends a double-precision number.</summary>
    /// <exception cref="ArgumentException">The value is infinite or NaN, which no output may hold.</exception>
    public void Write(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("An output would hold a number that is not finite.", nameof(value));
        }

        Span<byte> span = _buffer.GetSpan(40);
        (value + 0d).TryFormat(span, out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        Advance(span[..written]);
    }

    private void Advance(Span<byte> number)
    {
        int exponent = number.IndexOf((byte)'E');
        if (exponent >= 0)
        {
            number[exponent] = (byte)'e';
        }

        _buffer.Advance(number.Length);
    }
}
