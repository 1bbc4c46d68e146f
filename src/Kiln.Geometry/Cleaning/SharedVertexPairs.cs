namespace Kiln.Geometry.Cleaning;

/// <summary>The pairs of half-edges that a file, or an earlier cleaning, has joined by using the same vertices.</summary>
internal static class SharedVertexPairs
{
    /// <summary>
    /// At crowded edges, two faces wound alike that alone use the same two vertices. Nothing where that leaves faces which might be
    /// joined too: then vertices were parted for other reasons than to keep sheets apart, such as texture coordinates.
    /// </summary>
    /// <param name="edges">The edges between points.</param>
    /// <param name="crowded">Those of more than two faces.</param>
    /// <param name="corners">Three point indices per triangle.</param>
    /// <param name="vertices">The vertex that the file has at each corner.</param>
    public static List<(int A, int B)> Find(EdgeTable edges, List<int> crowded, int[] corners, int[] vertices)
    {
        var pairs = new List<(int A, int B)>();
        var byEnds = new List<(long Ends, int HalfEdge)>();
        foreach (int edge in crowded)
        {
            byEnds.Clear();
            foreach (int h in edges.Of(edge))
            {
                (int a, int b) = (vertices[h], vertices[EdgeTable.Next(h)]);
                byEnds.Add((((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b), h));
            }

            byEnds.Sort();
            int left = -1;
            for (int i = 0; i < byEnds.Count;)
            {
                int end = i + 1;
                while (end < byEnds.Count && byEnds[end].Ends == byEnds[i].Ends)
                {
                    end++;
                }

                if (end - i == 2 && corners[byEnds[i].HalfEdge] != corners[byEnds[i + 1].HalfEdge])
                {
                    pairs.Add((byEnds[i].HalfEdge, byEnds[i + 1].HalfEdge));
                    i = end;
                }

                for (; i < end; i++)
                {
                    int way = corners[byEnds[i].HalfEdge];
                    if (left >= 0 && left != way)
                    {
                        return [];
                    }

                    left = way;
                }
            }
        }

        return pairs;
    }
}
