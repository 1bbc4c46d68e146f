namespace Kiln.Geometry.Images.Jpeg;

/// <summary>One colour component of a frame.</summary>
internal sealed class JpegComponent(int id, int horizontal, int vertical, int table)
{
    /// <summary>Its name in scan headers.</summary>
    public int Id { get; } = id;

    /// <summary>Blocks across in one unit of all components.</summary>
    public int Horizontal { get; } = horizontal;

    /// <summary>Blocks down in one unit of all components.</summary>
    public int Vertical { get; } = vertical;

    /// <summary>Which quantisation table it uses.</summary>
    public int QuantizationTable { get; } = table;

    /// <summary>Blocks across that hold samples of the picture.</summary>
    public int BlocksAcross { get; private set; }

    /// <summary>Blocks down that hold samples of the picture.</summary>
    public int BlocksDown { get; private set; }

    /// <summary>Blocks from one row of blocks to the next, those that only fill up a unit included.</summary>
    public int BlockStride { get; private set; }

    /// <summary>Samples, 8 · <see cref="BlockStride"/> in a row.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>Coefficients in natural order, 64 a block; of a progressive frame only.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>The last DC coefficient, from which the next is told.</summary>
    public int DcPrediction { get; set; }

    /// <summary>Takes memory for a frame of some units.</summary>
    public void Allocate(JpegFrame frame)
    {
        BlocksAcross = ((frame.Width * Horizontal) + (8 * frame.MaxHorizontal) - 1) / (8 * frame.MaxHorizontal);
        BlocksDown = ((frame.Height * Vertical) + (8 * frame.MaxVertical) - 1) / (8 * frame.MaxVertical);
        BlockStride = frame.UnitsAcross * Horizontal;
        int blocks = checked(BlockStride * frame.UnitsDown * Vertical);
        Samples = new byte[checked(blocks * 64)];
        Coefficients = frame.IsProgressive ? new short[checked(blocks * 64)] : [];
    }

    /// <summary>The coefficients of a block of a progressive frame.</summary>
    public Span<short> Block(int column, int row) => Coefficients.AsSpan(((row * BlockStride) + column) * 64, 64);
}
