using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.SimReady.Assets;

/// <summary>
/// Finds parts that are copies of an earlier one, moved and turned, such as bolts and wheels: what is worked out for the first holds
/// for all. Only copies with the same triangles in the same order are found, as instances of one mesh are.
/// </summary>
internal static class CongruentParts
{
    /// <summary>For each surface, the first one that it is congruent to (itself, where there is none) and the motion from there to it.</summary>
    public static (int Original, Affine3d Motion)[] Of(IReadOnlyList<SurfaceMesh> surfaces)
    {
        var copies = new (int Original, Affine3d Motion)[surfaces.Count];
        Dictionary<(int Vertices, int Triangles), List<int>> originals = [];
        for (int i = 0; i < copies.Length; i++)
        {
            (int, int) size = (surfaces[i].Vertices.Length, surfaces[i].TriangleCount);
            if (!originals.TryGetValue(size, out List<int>? alike))
            {
                originals[size] = alike = [];
            }

            copies[i] = Find(surfaces, i, alike);
            if (copies[i].Original == i)
            {
                alike.Add(i);
            }
        }

        return copies;
    }

    private static (int Original, Affine3d Motion) Find(IReadOnlyList<SurfaceMesh> surfaces, int copy, List<int> originals)
    {
        foreach (int original in originals)
        {
            if (surfaces[original].Triangles.AsSpan().SequenceEqual(surfaces[copy].Triangles)
                && RigidMotion.Between(surfaces[original].Vertices, surfaces[copy].Vertices) is { } motion)
            {
                return (original, motion);
            }
        }

        return (copy, Affine3d.Identity);
    }
}
