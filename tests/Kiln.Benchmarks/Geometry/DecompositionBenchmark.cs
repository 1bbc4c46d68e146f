using System.Diagnostics;
using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// Convex decomposition at the default options: seconds, hulls and overlap with the solid. The union of the hulls is measured
/// exactly; as the hulls hold the solid (the tests see to that), intersection over union is the solid's volume over the union's.
/// </summary>
internal static class DecompositionBenchmark
{
    public static void Run()
    {
        (string Name, SurfaceMesh Mesh)[] models =
        [
            ("torus", RevolvedSolids.Torus(1, 0.4, 24, 12)),
            ("container", CellSolids.OpenContainer(new(1, 0.8, 0.5), 0.05)),
            ("mug", SweptSolids.Mug(0.04, 0.1, 0.004, 48)),
            ("gear", PlateSolids.Gear(16, 1, 0.8, 0.3, 0.3)),
            ("plate", PlateSolids.PlateWithHoles(3, 2, 1, 0.3, 0.2, 24)),
            ("bowl", RevolvedSolids.Bowl(1, 0.1, 48, 16)),
            ("lumpy_20k", Spheres.Lumpy(1, 5, 3)),
        ];
        ConvexDecomposition.Decompose(models[0].Mesh, new DecompositionOptions());
        foreach ((string name, SurfaceMesh mesh) in models)
        {
            long start = Stopwatch.GetTimestamp();
            DecompositionResult result = ConvexDecomposition.Decompose(mesh, new DecompositionOptions());
            Bench.Print($"geometry.decompose_seconds.{name}", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
            Bench.Print($"geometry.decompose_hulls.{name}", result.Hulls.Count, "hulls");
            Bench.Print($"geometry.decompose_iou.{name}", ExactMass.SignedVolume(mesh) / HullUnion.Volume(result.Hulls), "ratio");
        }
    }
}
