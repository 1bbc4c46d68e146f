using System.Buffers;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>Writes the bits of a scan, a zero byte after every FF.</summary>
internal sealed class JpegBitWriter(ArrayBufferWriter<byte> file)
{
    private ulong _bits;
    private int _count;

    /// <summary>Writes up to 24 bits.</summary>
    public void Write(int bits, int count)
    {
        _bits = (_bits << count) | (uint)bits;
        _count += count;
        while (_count >= 8)
        {
            _count -= 8;
            byte next = (byte)(_bits >> _count);
            Span<byte> target = file.GetSpan(2);
            target[0] = next;
            target[1] = 0;
            file.Advance(next == 0xFF ? 2 : 1);
        }
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            Write((1 << (8 - _count)) - 1, 8 - _count);
        }
    }
}
