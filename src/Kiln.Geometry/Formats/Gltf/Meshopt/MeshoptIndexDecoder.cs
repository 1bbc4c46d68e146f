namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>Decodes mode INDICES (EXT_meshopt_compression, appendix A.3): differences to one of two earlier indices.</summary>
internal static class MeshoptIndexDecoder
{
    private const int Header = 0xD1;
    private const int Tail = 4;

    /// <summary>Decodes into <paramref name="indices"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> indices, int stride, string where)
    {
        if (compressed.Length < 1 + Tail || compressed[0] != Header)
        {
            throw MeshoptByteReader.Damaged(where);
        }

        var reader = new MeshoptByteReader(compressed[1..^Tail], where);
        var writer = new MeshoptIndexWriter(indices, stride);
        Span<uint> last = [0, 0];
        for (int i = indices.Length / stride; i > 0; i--)
        {
            uint code = reader.NextVariable();
            ref uint baseline = ref last[(int)(code & 1)];
            baseline += MeshoptByteReader.Unfold(code >> 1);
            writer.Write(baseline);
        }

        if (!reader.AtEnd)
        {
            throw MeshoptByteReader.Damaged(where);
        }
    }
}
