namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// Bytes as crate files compress them: the number of chunks in a byte, 0 for a single one, then an LZ4 block. OpenUSD writes
/// several chunks only beyond 2 GB, more than an array can hold here.
/// </summary>
internal static class CompressedBytes
{
    // A byte of an LZ4 block stands for at most 255 decoded ones.
    private const int HighestRatio = 255;

    /// <summary>Compresses bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> source)
    {
        byte[] target = new byte[checked(1 + Lz4Block.MaxEncodedLength(source.Length))];
        return target.AsMemory(0, 1 + Lz4Block.Encode(source, target.AsSpan(1)));
    }

    /// <summary>Decompresses bytes.</summary>
    /// <param name="source">What <see cref="Encode"/> gave.</param>
    /// <param name="most">The most bytes to expect.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or decode to more than that.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> source, long most)
    {
        if (source.IsEmpty || source[0] != 0)
        {
            throw new InvalidDataException("A compressed part of the USD crate must be one chunk.");
        }

        if (most < 0)
        {
            throw new InvalidDataException($"A compressed part of the USD crate cannot be {most} bytes long.");
        }

        byte[] target = new byte[Math.Min(Math.Min(most, (long)source.Length * HighestRatio), Array.MaxLength)];
        return target.AsMemory(0, Lz4Block.Decode(source[1..], target));
    }
}
