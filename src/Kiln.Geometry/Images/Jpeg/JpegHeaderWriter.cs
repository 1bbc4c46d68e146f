using System.Buffers;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>Writes the segments around a baseline scan.</summary>
internal sealed class JpegHeaderWriter(ArrayBufferWriter<byte> file)
{
    /// <summary>Start of image and the JFIF 1.02 segment with square pixels.</summary>
    public void WriteStart() => Write(
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]);

    /// <summary>A quantisation table of 64 steps in zigzag order.</summary>
    public void WriteQuantization(byte index, byte[] steps) => WriteSegment(0xDB, [index, .. steps]);

    /// <summary>The frame of one or three components; the first is sampled as often as told, the others once.</summary>
    public void WriteFrame(int width, int height, int components, int sampling)
    {
        var segment = new List<byte> { 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)components };
        for (int c = 0; c < components; c++)
        {
            int factor = c == 0 ? sampling : 1;
            segment.AddRange([(byte)(c + 1), (byte)((factor << 4) | factor), (byte)(c == 0 ? 0 : 1)]);
        }

        WriteSegment(0xC0, [.. segment]);
    }

    /// <summary>A Huffman table; the selector holds its class and index.</summary>
    public void WriteHuffman(byte selector, JpegHuffmanCode code) => WriteSegment(0xC4, [selector, .. code.Counts, .. code.Values]);

    /// <summary>The header of a scan of all components.</summary>
    public void WriteScan(int components)
    {
        var segment = new List<byte> { (byte)components };
        for (int c = 0; c < components; c++)
        {
            segment.AddRange([(byte)(c + 1), (byte)(c == 0 ? 0x00 : 0x11)]);
        }

        WriteSegment(0xDA, [.. segment, 0, 63, 0]);
    }

    /// <summary>End of image.</summary>
    public void WriteEnd() => Write([0xFF, 0xD9]);

    private void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

    private void WriteSegment(byte marker, ReadOnlySpan<byte> content)
    {
        int length = content.Length + 2;
        Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        Write(content);
    }
}
