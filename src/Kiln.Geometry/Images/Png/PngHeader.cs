namespace Kiln.Geometry.Images.Png;

/// <summary>The IHDR chunk, with the palette and the transparency that change what its samples mean.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, int ColorType, bool Interlaced)
{
    /// <summary>Colour type of palette images.</summary>
    public const int Indexed = 3;

    /// <summary>Three bytes per palette entry.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>Content of the tRNS chunk: alpha per palette entry, or the one transparent grey or colour at 16 bits a sample.</summary>
    public byte[] Transparency { get; init; } = [];

    /// <summary>Samples of a pixel as stored.</summary>
    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Channels of the decoded image.</summary>
    public int Channels => ColorType switch
    {
        0 => Transparency.Length > 0 ? 2 : 1,
        2 or Indexed => Transparency.Length > 0 ? 4 : 3,
        4 => 2,
        _ => 4,
    };

    /// <summary>Bytes of a row of some pixels, without its filter byte.</summary>
    public int RowLength(int pixels) => checked((int)((((long)pixels * Samples * BitDepth) + 7) / 8));

    /// <summary>Distance in bytes to the pixel on the left, as filters count it.</summary>
    public int PixelStride => Math.Max(1, Samples * BitDepth / 8);

    /// <summary>True for the combinations that the format knows (PNG specification, table 11.1).</summary>
    public bool IsValid => ColorType switch
    {
        0 => BitDepth is 1 or 2 or 4 or 8 or 16,
        Indexed => BitDepth is 1 or 2 or 4 or 8,
        2 or 4 or 6 => BitDepth is 8 or 16,
        _ => false,
    };
}
