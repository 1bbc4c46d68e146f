using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;

namespace Kiln.Benchmarks.Geometry;

/// <summary>Exact mass properties of about 100,000 triangles, scaled to exactly that many.</summary>
internal static class MassBenchmark
{
    public static void Run()
    {
        SurfaceMesh mesh = RevolvedSolids.UvSphere(1, 316, 159);
        double milliseconds = Bench.BestMilliseconds(200, () => ExactMass.Of(mesh));
        Bench.Print("geometry.mass_100k_ms", milliseconds * 100_000 / mesh.TriangleCount, "ms");
    }
}
