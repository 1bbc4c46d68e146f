using System.Buffers.Binary;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>The frame header (ITU-T T.81, B.2.2).</summary>
internal sealed class JpegFrame
{
    /// <summary>No block takes fewer than two bits, so a file that claims more pixels than this per byte is refused.</summary>
    private const int MaxPixelsPerByte = 512;

    private JpegFrame(int width, int height, bool progressive, JpegComponent[] components)
    {
        Width = width;
        Height = height;
        IsProgressive = progressive;
        Components = components;
        MaxHorizontal = components.Max(component => component.Horizontal);
        MaxVertical = components.Max(component => component.Vertical);
        UnitsAcross = (width + (8 * MaxHorizontal) - 1) / (8 * MaxHorizontal);
        UnitsDown = (height + (8 * MaxVertical) - 1) / (8 * MaxVertical);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>True when coefficients come in several scans.</summary>
    public bool IsProgressive { get; }

    /// <summary>One, three or four components.</summary>
    public JpegComponent[] Components { get; }

    /// <summary>The largest horizontal sampling factor.</summary>
    public int MaxHorizontal { get; }

    /// <summary>The largest vertical sampling factor.</summary>
    public int MaxVertical { get; }

    /// <summary>Units of all components across.</summary>
    public int UnitsAcross { get; }

    /// <summary>Units of all components down.</summary>
    public int UnitsDown { get; }

    /// <summary>Reads the header and takes the memory of the frame.</summary>
    /// <param name="segment">The segment without marker and length.</param>
    /// <param name="progressive">Whether the marker says so.</param>
    /// <param name="maxPixels">The highest number of pixels.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    /// <param name="at">Offset of the segment, for messages.</param>
    public static JpegFrame Read(ReadOnlySpan<byte> segment, bool progressive, long maxPixels, int fileLength, int at)
    {
        int count = segment.Length < 6 ? 0 : segment[5];
        if (count is not (1 or 3 or 4) || segment.Length < 6 + (3 * count))
        {
            throw JpegDecoder.Invalid($"its frame has {count} components; 1, 3 or 4 can be read", at);
        }

        if (segment[0] != 8)
        {
            throw JpegDecoder.Invalid($"it has {segment[0]} bits a sample; only 8 can be read", at);
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        long pixels = (long)width * height;
        if (pixels == 0 || pixels > maxPixels || pixels * count > Array.MaxLength / 4)
        {
            throw JpegDecoder.Invalid($"{width} x {height} pixels are none or too many", at);
        }

        if (pixels > (long)fileLength * MaxPixelsPerByte)
        {
            throw JpegDecoder.Invalid("it ends before its last row", fileLength);
        }

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = segment.Slice(6 + (3 * i), 3);
            components[i] = new JpegComponent(entry[0], entry[1] >> 4, entry[1] & 15, entry[2]);
            if (components[i].Horizontal is < 1 or > 4 || components[i].Vertical is < 1 or > 4 || entry[2] > 3)
            {
                throw JpegDecoder.Invalid("a component has a sampling factor or table that does not exist", at);
            }
        }

        var frame = new JpegFrame(width, height, progressive, components);
        foreach (JpegComponent component in components)
        {
            component.Allocate(frame);
        }

        return frame;
    }
}
