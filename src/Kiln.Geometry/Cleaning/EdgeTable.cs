namespace Kiln.Geometry.Cleaning;

/// <summary>
/// The undirected edges of a triangle list with the half-edges on each, in compressed rows. Half-edge h is the side of triangle
/// h / 3 that leads from corner h to the next corner of that triangle.
/// </summary>
public sealed class EdgeTable
{
    private EdgeTable(int[] halfEdges, int[] starts)
    {
        HalfEdges = halfEdges;
        Starts = starts;
    }

    /// <summary>All half-edges, edge by edge; those of one edge in ascending order.</summary>
    internal int[] HalfEdges { get; }

    /// <summary>Where each edge's half-edges start; one entry more than there are edges.</summary>
    internal int[] Starts { get; }

    /// <summary>Number of edges.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>The half-edges of an edge, in ascending order.</summary>
    public ReadOnlySpan<int> Of(int edge) => HalfEdges.AsSpan(Starts[edge], Starts[edge + 1] - Starts[edge]);

    /// <summary>The next half-edge of the same triangle.</summary>
    public static int Next(int halfEdge) => halfEdge % 3 == 2 ? halfEdge - 2 : halfEdge + 1;

    /// <summary>The half-edge of the same triangle before it.</summary>
    public static int Previous(int halfEdge) => halfEdge % 3 == 0 ? halfEdge + 2 : halfEdge - 1;

    /// <summary>Buckets half-edges by their lower vertex and sorts each bucket by the higher one: linear but for large valences.</summary>
    /// <param name="corners">Three vertex indices per triangle.</param>
    /// <param name="vertexCount">A number above all indices.</param>
    public static EdgeTable Build(ReadOnlySpan<int> corners, int vertexCount)
    {
        int[] bucket = new int[vertexCount + 1];
        for (int h = 0; h < corners.Length; h++)
        {
            bucket[Math.Min(corners[h], corners[Next(h)]) + 1]++;
        }

        for (int v = 0; v < vertexCount; v++)
        {
            bucket[v + 1] += bucket[v];
        }

        long[] keys = new long[corners.Length];
        int[] cursor = bucket[..vertexCount];
        for (int h = 0; h < corners.Length; h++)
        {
            int a = corners[h];
            int b = corners[Next(h)];
            keys[cursor[Math.Min(a, b)]++] = ((long)Math.Max(a, b) << 32) | (uint)h;
        }

        int[] halfEdges = new int[corners.Length];
        var starts = new List<int>((corners.Length / 2) + 2);
        for (int v = 0; v < vertexCount; v++)
        {
            keys.AsSpan(bucket[v], bucket[v + 1] - bucket[v]).Sort();
            long high = -1;
            for (int i = bucket[v]; i < bucket[v + 1]; i++)
            {
                halfEdges[i] = (int)keys[i];
                if (keys[i] >> 32 != high)
                {
                    high = keys[i] >> 32;
                    starts.Add(i);
                }
            }
        }

        starts.Add(corners.Length);
        return new(halfEdges, [.. starts]);
    }
}
