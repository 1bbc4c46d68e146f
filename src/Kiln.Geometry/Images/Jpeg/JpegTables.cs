using System.Buffers.Binary;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>The tables that are in force, as segments change them (ITU-T T.81, B.2.4).</summary>
internal sealed class JpegTables
{
    /// <summary>Quantisation steps in natural order.</summary>
    public float[]?[] Quantization { get; } = new float[]?[4];

    /// <summary>Huffman tables of DC coefficients.</summary>
    public JpegHuffmanTable?[] Dc { get; } = new JpegHuffmanTable?[4];

    /// <summary>Huffman tables of AC coefficients.</summary>
    public JpegHuffmanTable?[] Ac { get; } = new JpegHuffmanTable?[4];

    /// <summary>Units between restart markers; 0 for none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Takes a DRI segment.</summary>
    public void ReadRestartInterval(ReadOnlySpan<byte> segment, int at) => RestartInterval = segment.Length >= 2
        ? BinaryPrimitives.ReadUInt16BigEndian(segment)
        : throw JpegDecoder.Invalid("a restart interval is malformed", at);

    /// <summary>Takes a DQT segment.</summary>
    public void ReadQuantization(ReadOnlySpan<byte> segment, int at)
    {
        while (!segment.IsEmpty)
        {
            int wide = segment[0] >> 4;
            int index = segment[0] & 15;
            int length = wide == 0 ? 64 : 128;
            if (wide > 1 || index > 3 || segment.Length < 1 + length)
            {
                throw JpegDecoder.Invalid("a quantisation table is malformed", at);
            }

            var table = new float[64];
            for (int i = 0; i < 64; i++)
            {
                table[JpegTransform.Zigzag[i]] = wide == 0 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);
            }

            Quantization[index] = table;
            segment = segment[(1 + length)..];
        }
    }

    /// <summary>Takes a DHT segment.</summary>
    public void ReadHuffman(ReadOnlySpan<byte> segment, int at)
    {
        while (!segment.IsEmpty)
        {
            int kind = segment[0] >> 4;
            int index = segment[0] & 15;
            int count = 0;
            for (int i = 1; i <= 16 && i < segment.Length; i++)
            {
                count += segment[i];
            }

            if (kind > 1 || index > 3 || count > 256 || segment.Length < 17 + count
                || JpegHuffmanTable.Create(segment.Slice(1, 16), segment.Slice(17, count).ToArray()) is not { } table)
            {
                throw JpegDecoder.Invalid("a Huffman table is malformed", at);
            }

            (kind == 0 ? Dc : Ac)[index] = table;
            segment = segment[(17 + count)..];
        }
    }
}
