using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// How far a simplified star-shaped surface and its attributes are from the original's: along any ray from the origin both are met
/// once, and the gap between is the distance.
/// </summary>
/// <param name="Mean">Root mean square of the distance.</param>
/// <param name="Largest">Largest distance.</param>
/// <param name="TexCoord">Root mean square of how far texture coordinates are apart, where both are of one chart; 0 without any.</param>
/// <param name="Normal">Root mean square of how far unit normals are apart; 0 without any.</param>
internal sealed record SurfaceDeviation(double Mean, double Largest, double TexCoord, double Normal)
{
    private const int Samples = 20_000;

    public static SurfaceDeviation Measure(TriangleMesh original, TriangleMesh simplified)
    {
        RadialProbe exact = new(original);
        RadialProbe coarse = new(simplified);
        var random = new Random(3);
        (double gaps, double largest, double texCoords, double normals) = (0, 0, 0, 0);
        int compared = 0;
        for (int i = 0; i < Samples; i++)
        {
            Vector3d direction = new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5).Normalized();
            (double radius, int triangle) = exact.Hit(direction);
            (double coarseRadius, int coarseTriangle) = coarse.Hit(direction);
            double gap = Math.Abs(radius - coarseRadius);
            gaps += gap * gap;
            largest = Math.Max(largest, gap);
            if (original.TexCoords0 is not null && triangle >= 0 && coarseTriangle >= 0)
            {
                (Vector2 texCoord, Vector3 normal) = exact.Attributes(triangle, direction);
                (Vector2 coarseTexCoord, Vector3 coarseNormal) = coarse.Attributes(coarseTriangle, direction);
                normals += Vector3.DistanceSquared(normal, coarseNormal) / Samples;
                if (LumpyAtlas.AreOfOneChart(texCoord, coarseTexCoord))
                {
                    texCoords += Vector2.DistanceSquared(texCoord, coarseTexCoord);
                    compared++;
                }
            }
        }

        return new(Math.Sqrt(gaps / Samples), largest, Math.Sqrt(texCoords / Math.Max(1, compared)), Math.Sqrt(normals));
    }
}
