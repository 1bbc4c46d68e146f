namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>
/// Decodes mode ATTRIBUTES (EXT_meshopt_compression, appendix A.1): blocks of elements, byte plane by byte plane, each byte a
/// difference to the element before, in groups of 16 with 0, 2, 4 or 8 bits.
/// </summary>
internal static class MeshoptVertexDecoder
{
    private const int Header = 0xA0;
    private const int GroupSize = 16;
    private const int MaxBlockElements = 256;
    private const int MaxBlockBytes = 8192;
    private const int LeastTail = 32;

    /// <summary>Decodes into <paramref name="elements"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> elements, int stride, string where)
    {
        int tail = Math.Max(LeastTail, stride);
        if (compressed.Length < 1 + tail || compressed[0] != Header)
        {
            throw MeshoptByteReader.Damaged(where);
        }

        Span<byte> last = stackalloc byte[256];
        compressed[^stride..].CopyTo(last);
        var reader = new MeshoptByteReader(compressed[1..^tail], where);
        Span<byte> deltas = stackalloc byte[MaxBlockElements];
        int count = elements.Length / stride;
        int blockSize = Math.Min(MaxBlockBytes / stride & ~(GroupSize - 1), MaxBlockElements);
        for (int start = 0; start < count; start += blockSize)
        {
            int size = Math.Min(blockSize, count - start);
            for (int plane = 0; plane < stride; plane++)
            {
                DecodePlane(ref reader, deltas[..((size + GroupSize - 1) & ~(GroupSize - 1))]);
                byte value = last[plane];
                for (int i = 0, at = (start * stride) + plane; i < size; i++, at += stride)
                {
                    value += (byte)MeshoptByteReader.Unfold(deltas[i]);
                    elements[at] = value;
                }

                last[plane] = value;
            }
        }

        if (!reader.AtEnd)
        {
            throw MeshoptByteReader.Damaged(where);
        }
    }

    private static void DecodePlane(ref MeshoptByteReader reader, scoped Span<byte> deltas)
    {
        int groups = deltas.Length / GroupSize;
        ReadOnlySpan<byte> modes = reader.Next((groups + 3) / 4);
        for (int group = 0; group < groups; group++)
        {
            Span<byte> target = deltas.Slice(group * GroupSize, GroupSize);
            switch ((modes[group / 4] >> (group % 4 * 2)) & 3)
            {
                case 0:
                    target.Clear();
                    break;
                case 1:
                    DecodeGroup(ref reader, target, 2);
                    break;
                case 2:
                    DecodeGroup(ref reader, target, 4);
                    break;
                default:
                    reader.Next(GroupSize).CopyTo(target);
                    break;
            }
        }
    }

    /// <summary>Packed values, highest bits first; the highest value stands for a whole byte that follows the group.</summary>
    private static void DecodeGroup(ref MeshoptByteReader reader, scoped Span<byte> target, int bits)
    {
        int escape = (1 << bits) - 1;
        int perByte = 8 / bits;
        ReadOnlySpan<byte> packed = reader.Next(GroupSize / perByte);
        for (int i = 0; i < GroupSize; i++)
        {
            int value = (packed[i / perByte] >> (8 - (bits * ((i % perByte) + 1)))) & escape;
            target[i] = value == escape ? reader.Next() : (byte)value;
        }
    }
}
