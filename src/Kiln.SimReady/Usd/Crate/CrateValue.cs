namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// A value as fields refer to it: bit 63 array, bit 62 held in the payload itself, bit 61 compressed, bits 48–55 the type, the
/// low 48 bits the payload: the value, an index or the value's byte offset in the file. An array at offset 0 is empty.
/// </summary>
internal readonly record struct CrateValue(ulong Bits)
{
    private const ulong ArrayBit = 1ul << 63;
    private const ulong InlinedBit = 1ul << 62;
    private const ulong CompressedBit = 1ul << 61;
    private const int TypeShift = 48;
    private const ulong PayloadMask = (1ul << TypeShift) - 1;

    public CrateType Type => (CrateType)((Bits >> TypeShift) & 0xFF);

    public bool IsArray => (Bits & ArrayBit) != 0;

    public bool IsInlined => (Bits & InlinedBit) != 0;

    public bool IsCompressed => (Bits & CompressedBit) != 0;

    /// <summary>The value or index that is held in place.</summary>
    public int Inline => unchecked((int)Bits);

    /// <summary>Byte offset in the file.</summary>
    public long Offset => (long)(Bits & PayloadMask);

    /// <summary>A value or index held in place.</summary>
    public static CrateValue Of(CrateType type, int inline) => new(InlinedBit | ((ulong)type << TypeShift) | unchecked((uint)inline));

    /// <summary>A value at an offset.</summary>
    public static CrateValue At(CrateType type, long offset) => new(((ulong)type << TypeShift) | ((ulong)offset & PayloadMask));

    /// <summary>An array at an offset; offset 0 for an empty one.</summary>
    public static CrateValue ArrayAt(CrateType type, long offset, bool compressed = false) =>
        new(At(type, offset).Bits | ArrayBit | (compressed ? CompressedBit : 0));
}
