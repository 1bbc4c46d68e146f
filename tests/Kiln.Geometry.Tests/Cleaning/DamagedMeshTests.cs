using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class DamagedMeshTests
{
    private static void ForAny(Action<SurfaceMesh> holds) =>
        Prop.ForAll(DamagedMesh.Seeds, seed => holds(DamagedMesh.Make(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Whatever_comes_in_a_surface_of_one_winding_comes_out() => ForAny(damaged =>
    {
        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(damaged);

        Assert.Equal(0, report.After.InconsistentEdges);
        Assert.Equal(0, report.After.NonManifoldEdges);
        Assert.InRange(report.LaminasRemoved + report.DuplicatesRemoved + report.DegeneratesRemoved, 0, damaged.TriangleCount);
        Assert.All(surface.Triangles, vertex => Assert.InRange(vertex, 0, surface.Vertices.Length - 1));

        // Places are chosen among those of the file, never averaged.
        HashSet<Vector3d> places = [.. damaged.Vertices];
        Assert.All(surface.Vertices, vertex => Assert.Contains(vertex, places));
    });

    [Fact]
    public void No_triangle_is_without_area_and_none_repeats_another() => ForAny(damaged =>
    {
        SurfaceMesh surface = MeshCleaner.Clean(damaged).Surface;

        double diagonal = Bounds3d.Of([.. damaged.Triangles.Select(vertex => damaged.Vertices[vertex])]).Diagonal;
        HashSet<(Vector3d, Vector3d, Vector3d)> seen = [];
        HashSet<string> vertices = [];
        for (int t = 0; t < surface.Triangles.Length; t += 3)
        {
            (Vector3d a, Vector3d b, Vector3d c) = SurfaceFacts.Corners(surface, t);
            Assert.True(Vector3d.Cross(b - a, c - a).Length / 2 >= 1e-14 * diagonal * diagonal);
            Assert.True(vertices.Add(string.Join(' ', surface.Triangles[t..(t + 3)].Order())));
            Assert.DoesNotContain((b, c, a), seen);
            Assert.DoesNotContain((c, a, b), seen);
            Assert.True(seen.Add((a, b, c)));
        }
    });

    [Fact]
    public void Cleaning_again_changes_nothing() => ForAny(damaged =>
    {
        SurfaceMesh once = MeshCleaner.Clean(damaged).Surface;

        (SurfaceMesh twice, CleaningReport report) = MeshCleaner.Clean(once);

        Assert.Equal(once.Vertices, twice.Vertices);
        Assert.Equal(once.Triangles, twice.Triangles);
        Assert.Equal(0, report.TrianglesFlipped + report.DegeneratesRemoved + report.DegeneratesFlipped + report.BoundaryEdgesStitched);
    });

    [Fact]
    public void What_was_cut_stays_apart_in_the_meshes_of_files() => ForAny(damaged =>
    {
        CleanedModel cleaned = MeshCleaner.Clean([SurfaceEditing.ToTriangleMesh(damaged)]);

        TriangleMesh mesh = cleaned.Meshes[0];
        SurfaceStatistics facts = SurfaceStatistics.Of(new SurfaceMesh([.. mesh.Positions.Select(p => (Vector3d)p)], mesh.Indices));
        Assert.Equal(0, facts.NonManifoldEdges);
        Assert.Equal(0, facts.InconsistentEdges);
    });
}
