namespace Kiln.Geometry.Images.Jpeg;

/// <summary>The scan header (ITU-T T.81, B.2.3) with the tables that are in force for it.</summary>
internal sealed class JpegScan
{
    private JpegScan(Part[] parts, int first, int last, int high, int low, int restartInterval)
    {
        Parts = parts;
        First = first;
        Last = last;
        High = high;
        Low = low;
        RestartInterval = restartInterval;
    }

    /// <summary>The components of the scan.</summary>
    public Part[] Parts { get; }

    /// <summary>First coefficient, in zigzag order.</summary>
    public int First { get; }

    /// <summary>Last coefficient.</summary>
    public int Last { get; }

    /// <summary>Bits below which earlier scans left off; 0 for a first scan.</summary>
    public int High { get; }

    /// <summary>Bits below which this scan leaves off.</summary>
    public int Low { get; }

    /// <summary>Units between restart markers; 0 for none.</summary>
    public int RestartInterval { get; }

    /// <summary>Reads the header.</summary>
    public static JpegScan Read(ReadOnlySpan<byte> segment, JpegFrame frame, JpegTables tables, int at)
    {
        int count = segment.Length > 0 ? segment[0] : 0;
        if (count < 1 || count > frame.Components.Length || segment.Length < 4 + (2 * count))
        {
            throw JpegDecoder.Invalid("a scan header is malformed", at);
        }

        ReadOnlySpan<byte> tail = segment[(1 + (2 * count))..];
        (int first, int last, int high, int low) = frame.IsProgressive ? (tail[0], tail[1], tail[2] >> 4, tail[2] & 15) : (0, 63, 0, 0);
        bool sound = first <= last && last <= 63 && low <= 13 && (high == 0 || high == low + 1)
            && (!frame.IsProgressive || (first == 0) == (last == 0)) && (first == 0 || count == 1);
        if (!sound)
        {
            throw JpegDecoder.Invalid("a scan header has a range of coefficients that does not exist", at);
        }

        var parts = new Part[count];
        for (int i = 0; i < count; i++)
        {
            int id = segment[1 + (2 * i)];
            int selectors = segment[2 + (2 * i)];
            JpegComponent component = Array.Find(frame.Components, c => c.Id == id)
                ?? throw JpegDecoder.Invalid($"a scan names component {id}, which does not exist", at);
            bool needsDc = first == 0 && high == 0;
            bool needsAc = last > 0;
            JpegHuffmanTable? dc = tables.Dc[(selectors >> 4) & 3];
            JpegHuffmanTable? ac = tables.Ac[selectors & 3];
            if ((needsDc && dc is null) || (needsAc && ac is null))
            {
                throw JpegDecoder.Invalid("a scan uses a Huffman table that does not exist", at);
            }

            parts[i] = new Part(component, dc, ac);
        }

        return new JpegScan(parts, first, last, high, low, tables.RestartInterval);
    }

    /// <summary>A component with its tables; those that the scan does not need may be null.</summary>
    internal sealed record Part(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac);
}
