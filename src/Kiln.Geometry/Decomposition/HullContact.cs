using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>Finds where hulls meet.</summary>
internal static class HullContact
{
    // Times the longest side: hulls farther apart share no cut, and of hulls that lie deeper in each other no plane is the cut.
    private const double Touch = 1e-6;
    private const double MostOverlap = 0.02;

    /// <summary>The side of one hull above which the other lies most nearly whole; null when that is not a cut between the two.</summary>
    /// <param name="a">A hull.</param>
    /// <param name="b">Another.</param>
    /// <param name="longest">The longest side of the part's bounding box.</param>
    public static CutPlane? Between(ConvexHull a, ConvexHull b, double longest)
    {
        (double gap, CutPlane plane) = Highest(b, a, Highest(a, b, (-MostOverlap * longest, default)));
        return plane != default && gap < Touch * longest ? plane : null;
    }

    /// <summary>Whether boxes touch or overlap.</summary>
    public static bool Meet(Bounds3d a, Bounds3d b) =>
        a.Min.X <= b.Max.X && b.Min.X <= a.Max.X
        && a.Min.Y <= b.Max.Y && b.Min.Y <= a.Max.Y
        && a.Min.Z <= b.Max.Z && b.Min.Z <= a.Max.Z;

    private static (double Gap, CutPlane Plane) Highest(ConvexHull sides, ConvexHull other, (double Gap, CutPlane Plane) best)
    {
        HullPlanes planes = sides.Planes();
        for (int i = 0; i < planes.Count; i++)
        {
            var plane = new CutPlane(planes.Normal(i), planes.Offset(i));
            double lowest = double.PositiveInfinity;
            for (int k = 0; k < other.Vertices.Length && lowest > best.Gap; k++)
            {
                lowest = Math.Min(lowest, plane.Height(other.Vertices[k]));
            }

            best = lowest > best.Gap ? (lowest, plane) : best;
        }

        return best;
    }
}
