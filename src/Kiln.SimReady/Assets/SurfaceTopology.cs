using Kiln.Geometry.Meshes;

namespace Kiln.SimReady.Assets;

/// <summary>What the edges of a surface say about it.</summary>
internal static class SurfaceTopology
{
    /// <summary>
    /// True when along each edge as many triangles run one way as the other: the surface encloses a volume, though several of
    /// its sheets may touch in an edge.
    /// </summary>
    public static bool IsClosed(SurfaceMesh surface) =>
        EdgesSatisfy(surface, static (forward, backward) => forward == backward);

    /// <summary>True when each edge has one triangle, or two that run along it in opposite directions.</summary>
    public static bool IsManifold(SurfaceMesh surface) =>
        EdgesSatisfy(surface, static (forward, backward) => forward <= 1 && backward <= 1);

    /// <summary>True when some vertex joins faces that no chain of shared edges around it does, as where two cubes touch in a corner.</summary>
    /// <param name="surface">A surface for which <see cref="IsManifold"/> holds.</param>
    public static bool HasSplitFan(SurfaceMesh surface)
    {
        int[] triangles = surface.Triangles;
        int[] twin = Twins(triangles);
        int[] first = new int[triangles.DefaultIfEmpty(-1).Max() + 1];
        int[] count = new int[first.Length];
        for (int i = 0; i < triangles.Length; i++)
        {
            first[triangles[i]] = i;
            count[triangles[i]]++;
        }

        return Enumerable.Range(0, first.Length).Any(vertex => count[vertex] > 0 && FanSize(twin, first[vertex]) < count[vertex]);
    }

    // Round the vertex one way, and where a border ends that, from the start the other way.
    private static int FanSize(int[] twin, int start)
    {
        int size = 1;
        int corner = twin[Previous(start)];
        for (; corner >= 0 && corner != start; corner = twin[Previous(corner)])
        {
            size++;
        }

        if (corner < 0)
        {
            for (int back = twin[start]; back >= 0; back = twin[Next(back)])
            {
                size++;
            }
        }

        return size;
    }

    /// <summary>For each half-edge, named by the corner that it starts at, the one that runs along it the other way; −1 at a border.</summary>
    private static int[] Twins(int[] triangles)
    {
        ulong[] keys = new ulong[triangles.Length];
        int[] halfEdges = new int[triangles.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (uint from, uint to) = ((uint)triangles[i], (uint)triangles[Next(i)]);
            keys[i] = ((ulong)Math.Min(from, to) << 32) | Math.Max(from, to);
            halfEdges[i] = i;
        }

        // Of a manifold's edge at most two stand side by side.
        Array.Sort(keys, halfEdges);
        int[] twin = new int[triangles.Length];
        twin.AsSpan().Fill(-1);
        for (int i = 1; i < twin.Length; i++)
        {
            if (keys[i] == keys[i - 1])
            {
                twin[halfEdges[i]] = halfEdges[i - 1];
                twin[halfEdges[i - 1]] = halfEdges[i];
            }
        }

        return twin;
    }

    private static int Next(int corner) => corner % 3 == 2 ? corner - 2 : corner + 1;

    private static int Previous(int corner) => corner % 3 == 0 ? corner + 2 : corner - 1;

    private static bool EdgesSatisfy(SurfaceMesh surface, Func<int, int, bool> isSound)
    {
        int[] triangles = surface.Triangles;
        if (triangles.Length == 0)
        {
            return false;
        }

        // Sorted by the undirected edge, all triangles along an edge stand side by side; the lowest bit tells the direction.
        ulong[] keys = new ulong[triangles.Length];
        for (int i = 0; i < triangles.Length; i++)
        {
            uint from = (uint)triangles[i];
            uint to = (uint)triangles[Next(i)];
            keys[i] = ((ulong)Math.Min(from, to) << 33) | ((ulong)Math.Max(from, to) << 1) | (from < to ? 1u : 0u);
        }

        Array.Sort(keys);
        for (int i = 0; i < keys.Length;)
        {
            int start = i;
            int forward = 0;
            for (; i < keys.Length && keys[i] >> 1 == keys[start] >> 1; i++)
            {
                forward += (int)(keys[i] & 1);
            }

            if (!isSound(forward, i - start - forward))
            {
                return false;
            }
        }

        return true;
    }
}
