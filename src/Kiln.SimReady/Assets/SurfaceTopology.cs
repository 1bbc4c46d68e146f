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
            uint to = (uint)triangles[i % 3 == 2 ? i - 2 : i + 1];
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
