namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Turns the index lists of triangles, strips and fans into separate triangles (glTF 2.0, section 3.7.2.1).</summary>
internal static class GltfTriangles
{
    /// <summary>Three indices per triangle, each below the vertex count.</summary>
    /// <param name="indices">The indices as stored, or null to use all vertices in order.</param>
    /// <param name="mode">4 triangles, 5 strip, 6 fan.</param>
    /// <param name="vertexCount">Number of vertices.</param>
    /// <param name="where">The primitive, for messages.</param>
    /// <exception cref="InvalidModelException">An index is out of range.</exception>
    public static int[] From(int[]? indices, int mode, int vertexCount, string where)
    {
        if (indices is not null)
        {
            int bad = FirstOutOfRange(indices, vertexCount);
            if (bad >= 0)
            {
                throw new InvalidModelException(
                    $"Index {(uint)indices[bad]} is out of range: there are {vertexCount} vertices", $"{where}.indices[{bad}]");
            }
        }

        int count = indices?.Length ?? vertexCount;
        if (mode == 4)
        {
            return indices is null ? Sequence(count - (count % 3))
                : count % 3 == 0 ? indices
                : indices[..(count - (count % 3))];
        }

        var triangles = new List<int>(Math.Max(0, count - 2) * 3);
        for (int i = 0; i + 2 < count; i++)
        {
            (int a, int b, int c) = mode == 6 ? (0, i + 1, i + 2) : (i & 1) == 0 ? (i, i + 1, i + 2) : (i, i + 2, i + 1);
            (a, b, c) = indices is null ? (a, b, c) : (indices[a], indices[b], indices[c]);

            // Strips jump from one place to another by triangles without area.
            if (a != b && b != c && a != c)
            {
                triangles.Add(a);
                triangles.Add(b);
                triangles.Add(c);
            }
        }

        return [.. triangles];
    }

    private static int FirstOutOfRange(ReadOnlySpan<int> indices, int vertexCount)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)vertexCount)
            {
                return i;
            }
        }

        return -1;
    }

    private static int[] Sequence(int count)
    {
        var sequence = new int[count];
        for (int i = 0; i < count; i++)
        {
            sequence[i] = i;
        }

        return sequence;
    }
}
