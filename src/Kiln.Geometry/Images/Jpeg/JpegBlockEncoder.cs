using System.Numerics;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>Encodes blocks with one set of tables (ITU-T T.81, F.1.2).</summary>
internal sealed class JpegBlockEncoder
{
    private const int ZeroRun = 0xF0;

    /// <summary>The largest coefficient that the tables have a code for.</summary>
    private const int MaxAc = 1023;

    private readonly float[] _scale = new float[64];
    private readonly (int Code, int Length)[] _dc;
    private readonly (int Code, int Length)[] _ac;

    /// <summary>Takes quantisation steps in zigzag order and two Huffman tables.</summary>
    public JpegBlockEncoder(byte[] steps, JpegHuffmanCode dc, JpegHuffmanCode ac)
    {
        for (int i = 0; i < 64; i++)
        {
            _scale[i] = 1f / steps[i];
        }

        _dc = dc.Codes();
        _ac = ac.Codes();
    }

    /// <summary>Transforms, quantises and writes the block at a place of a plane.</summary>
    public void Encode(JpegPlane plane, int x, int y, ref int prediction, JpegBitWriter bits)
    {
        Span<float> block = stackalloc float[64];
        plane.CopyBlock(x, y, block);
        JpegTransform.Forward(block);
        int dc = Quantized(block, 0);
        WriteNumber(_dc, 0, dc - prediction, bits);
        prediction = dc;
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = Math.Clamp(Quantized(block, k), -MaxAc, MaxAc);
            if (value == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
            {
                bits.Write(_ac[ZeroRun].Code, _ac[ZeroRun].Length);
            }

            WriteNumber(_ac, run << 4, value, bits);
            run = 0;
        }

        if (run > 0)
        {
            bits.Write(_ac[0].Code, _ac[0].Length);
        }
    }

    private int Quantized(ReadOnlySpan<float> block, int k) =>
        (int)MathF.Round(block[JpegTransform.Zigzag[k]] * _scale[k], MidpointRounding.AwayFromZero);

    private static void WriteNumber((int Code, int Length)[] codes, int upper, int value, JpegBitWriter bits)
    {
        int size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        (int code, int length) = codes[upper | size];
        bits.Write(code, length);
        if (size > 0)
        {
            bits.Write((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
        }
    }
}
