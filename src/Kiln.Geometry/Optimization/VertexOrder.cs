using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Optimization;

/// <summary>
/// Reorders a mesh for graphics hardware: triangles so that vertices are met again while still in the post-transform cache (P. Sander, D.
/// Nehab and J. Barczak, "Fast Triangle Reordering for Vertex Locality and Reduced Overdraw", 2007), and vertices in the order
/// they are first used. Shape, attributes and winding stay; vertices without a triangle go.
/// </summary>
public static class VertexOrder
{
    private const int CacheSize = 16;

    /// <summary>Reorders triangles and vertices; linear in the size of the mesh.</summary>
    public static TriangleMesh Optimize(TriangleMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        return FetchOrder(mesh, CacheOrder(mesh.Indices, mesh.VertexCount));
    }

    private static int[] CacheOrder(int[] indices, int vertexCount)
    {
        (int[] starts, int[] triangles) = TrianglesAround(indices, vertexCount);
        int[] live = new int[vertexCount];
        for (int v = 0; v < vertexCount; v++)
        {
            live[v] = starts[v + 1] - starts[v];
        }

        int[] cachedAt = new int[vertexCount];
        bool[] emitted = new bool[indices.Length / 3];
        int[] result = new int[indices.Length];
        var recent = new Stack<int>();
        var ring = new List<int>();
        int write = 0;
        int time = CacheSize + 1;
        int scan = 0;
        int fan = 0;
        while (fan >= 0)
        {
            ring.Clear();
            for (int i = fan < vertexCount ? starts[fan] : 0; fan < vertexCount && i < starts[fan + 1]; i++)
            {
                int t = triangles[i];
                if (emitted[t])
                {
                    continue;
                }

                emitted[t] = true;
                for (int h = t * 3; h < (t * 3) + 3; h++)
                {
                    int v = indices[h];
                    result[write++] = v;
                    recent.Push(v);
                    ring.Add(v);
                    live[v]--;
                    if (time - cachedAt[v] > CacheSize)
                    {
                        cachedAt[v] = time++;
                    }
                }
            }

            fan = NextFan(ring, live, cachedAt, time);
            while (fan < 0 && recent.TryPop(out int candidate))
            {
                fan = live[candidate] > 0 ? candidate : -1;
            }

            while (fan < 0 && scan < vertexCount)
            {
                fan = live[scan] > 0 ? scan : -1;
                scan++;
            }
        }

        return result;
    }

    // Of the vertices just met, the one that entered the cache first among those that will still be in it after their fan.
    private static int NextFan(List<int> ring, int[] live, int[] cachedAt, int time)
    {
        int best = -1;
        int bestPriority = -1;
        foreach (int v in ring)
        {
            if (live[v] > 0)
            {
                int age = time - cachedAt[v];
                int priority = age + (2 * live[v]) <= CacheSize ? age : 0;
                if (priority > bestPriority)
                {
                    bestPriority = priority;
                    best = v;
                }
            }
        }

        return best;
    }

    private static (int[] Starts, int[] Triangles) TrianglesAround(int[] indices, int vertexCount)
    {
        int[] starts = new int[vertexCount + 1];
        foreach (int v in indices)
        {
            starts[v + 1]++;
        }

        for (int v = 0; v < vertexCount; v++)
        {
            starts[v + 1] += starts[v];
        }

        int[] cursor = starts[..vertexCount];
        int[] triangles = new int[indices.Length];
        for (int h = 0; h < indices.Length; h++)
        {
            triangles[cursor[indices[h]]++] = h / 3;
        }

        return (starts, triangles);
    }

    private static TriangleMesh FetchOrder(TriangleMesh mesh, int[] indices)
    {
        int[] newIndex = new int[mesh.VertexCount];
        int[] order = new int[mesh.VertexCount];
        int count = 0;
        for (int h = 0; h < indices.Length; h++)
        {
            int v = indices[h];
            if (newIndex[v] == 0)
            {
                order[count++] = v;
                newIndex[v] = count;
            }

            indices[h] = newIndex[v] - 1;
        }

        return MeshGather.Pick(mesh, order.AsSpan(0, count), indices);
    }
}
