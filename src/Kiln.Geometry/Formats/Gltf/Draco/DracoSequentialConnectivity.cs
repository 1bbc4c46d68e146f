namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Decodes triangles that are stored as indices (Draco bitstream, "Sequential Connectivity Decoder").</summary>
internal static class DracoSequentialConnectivity
{
    private const int Compressed = 0;
    private const int Uncompressed = 1;

    /// <summary>Decodes the triangles.</summary>
    public static DracoConnectivity Decode(DracoReader reader)
    {
        int faces = reader.Count("faces", int.MaxValue / 3);
        int points = reader.Count("points", int.MaxValue);
        int[] indices = reader.Byte() switch
        {
            Compressed => DecodeDifferences(reader, faces),
            Uncompressed => ReadPlain(reader, faces, points),
            _ => throw reader.Damaged("its indices are stored in an unknown way"),
        };
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)points)
            {
                throw reader.Damaged($"a triangle names point {(uint)index} of {points}");
            }
        }

        return new DracoConnectivity(points, indices, null, []);
    }

    private static int[] DecodeDifferences(DracoReader reader, int faces)
    {
        int[] indices = DracoSymbols.Decode(reader, 3L * faces, 1);
        int last = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            uint symbol = (uint)indices[i];
            int difference = (int)(symbol >> 1);
            last = (symbol & 1) == 0 ? last + difference : last - difference;
            indices[i] = last;
        }

        return indices;
    }

    private static int[] ReadPlain(DracoReader reader, int faces, int points)
    {
        int[] indices = reader.Budget.Take<int>(3L * faces);
        foreach (ref int index in indices.AsSpan())
        {
            index = points switch
            {
                < 1 << 8 => reader.Byte(),
                < 1 << 16 => reader.UInt16(),
                < 1 << 21 => reader.Count("as an index", points),
                _ => reader.Int32(),
            };
        }

        return indices;
    }
}
