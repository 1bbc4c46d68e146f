using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class DamagedMeshTests
{
    [Fact]
    public void Whatever_comes_in_a_surface_of_one_winding_comes_out() => Prop.ForAll(DamagedMesh.Seeds, seed =>
    {
        SurfaceMesh damaged = DamagedMesh.Make(seed);

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(damaged);

        Assert.Equal(0, report.After.InconsistentEdges);
        Assert.InRange(report.LaminasRemoved + report.DuplicatesRemoved + report.DegeneratesRemoved, 0, damaged.TriangleCount);
        Assert.All(surface.Triangles, vertex => Assert.InRange(vertex, 0, surface.Vertices.Length - 1));

        // Places are chosen among those of the file, never averaged.
        HashSet<Vector3d> places = [.. damaged.Vertices];
        Assert.All(surface.Vertices, vertex => Assert.Contains(vertex, places));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
