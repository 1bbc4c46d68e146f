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
    public static (int Original, Affine3d Motion)[] Of(IReadOnlyList<SurfaceMesh> surfaces) => RigidCopies.Find(
        surfaces.Count,
        i => (surfaces[i].Vertices.Length, surfaces[i].TriangleCount),
        (original, copy) => surfaces[original].Triangles.AsSpan().SequenceEqual(surfaces[copy].Triangles)
            ? RigidMotion.Between(surfaces[original].Vertices, surfaces[copy].Vertices)
            : null);
}
