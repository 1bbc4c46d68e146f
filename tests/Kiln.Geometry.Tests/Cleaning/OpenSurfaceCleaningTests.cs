using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class OpenSurfaceCleaningTests
{
    [Fact]
    public void A_small_hole_is_filled_and_a_large_one_is_not()
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 5);
        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(BrokenShapes.WithoutTriangle(sphere, 1000));
        (_, CleaningReport large) = MeshCleaner.Clean(BrokenShapes.WithoutTriangle(Spheres.Icosphere(1, 0), 7));

        Assert.Equal(1, report.HolesFilled);
        Assert.True(SurfaceFacts.IsClosedManifold(surface));
        Assert.Equal(SurfaceFacts.Volume(sphere), SurfaceFacts.Volume(surface), 1e-12);
        Assert.Equal(0, large.HolesFilled);
        Assert.Equal(3, large.After.BoundaryEdges);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Small_sheets_beside_a_large_solid_stay_sheets(int triangles)
    {
        SurfaceMesh leaf = new(BrokenShapes.Square.Vertices, BrokenShapes.Square.Triangles[..(triangles * 3)]);
        SurfaceMesh small = SurfaceEditing.Transformed(leaf, Affine3d.Scale(new(0.01, 0.01, 0.01)) with { Origin = new(2, 0, 0) });

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(SurfaceEditing.Combined(Spheres.Icosphere(1, 2), small));

        Assert.Equal(0, report.HolesFilled);
        Assert.Equal(320 + triangles, surface.TriangleCount);
    }

    [Fact]
    public void A_hole_around_a_vertex_is_filled()
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 5);
        int center = sphere.Triangles[3000];
        int[] kept = [.. Enumerable.Range(0, sphere.TriangleCount)
            .Where(t => !sphere.Triangles.AsSpan(t * 3, 3).Contains(center))
            .SelectMany(t => sphere.Triangles.AsSpan(t * 3, 3).ToArray())];

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(new SurfaceMesh(sphere.Vertices, kept));

        Assert.Equal(1, report.HolesFilled);
        Assert.True(SurfaceFacts.IsClosedManifold(surface));
        Assert.InRange(SurfaceFacts.Volume(surface), 0.999 * SurfaceFacts.Volume(sphere), SurfaceFacts.Volume(sphere));
    }

    [Fact]
    public void A_crack_along_a_vertex_within_an_edge_is_closed_by_splitting_what_lies_across()
    {
        SurfaceMesh cracked = SurfaceEditing.Transformed(
            BrokenShapes.TJunction(coveredBySliver: false), Affine3d.Scale(new(0.01, 0.01, 0.01)) with { Origin = new(2, 0, 0) });

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(SurfaceEditing.Combined(Spheres.Icosphere(1, 2), cracked));

        Assert.Equal(1, report.HolesFilled);
        Assert.Equal(1, report.DegeneratesFlipped);
        Assert.True(report.After.IsWatertight);
        Assert.Equal(320 + 14, surface.TriangleCount);
    }

    [Fact]
    public void A_triangle_without_area_on_an_edge_of_three_faces_splits_all_of_them()
    {
        // Three leaves on the edge from 0 to 1; a fourth triangle along it has its third corner in the middle of that edge.
        var leaves = new SurfaceMesh(
            [new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0, -1, 0.5), new(0, -1, -0.5), new(0.5, 0, 0)], [0, 1, 2, 1, 0, 3, 0, 1, 4, 0, 1, 5]);

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(leaves, new() { MaximumHoleEdges = 0 });

        Assert.Equal(1, report.DegeneratesFlipped);
        Assert.Equal(6, surface.TriangleCount);
        Assert.Equal(0, report.After.NonManifoldEdges);
        Assert.Equal(SurfaceFacts.Area(leaves), SurfaceFacts.Area(surface), 1e-12);
    }

    [Fact]
    public void Borders_a_hair_apart_are_sewn()
    {
        SurfaceMesh sphere = RevolvedSolids.UvSphere(1, 32, 16);
        SurfaceMesh loose = BrokenShapes.Unwelded(sphere);
        var random = new Random(5);
        for (int v = 0; v < loose.Vertices.Length; v += 3)
        {
            // Whole triangles move, so that every edge becomes a narrow slit.
            var shift = new Vector3d(random.NextDouble(), random.NextDouble(), random.NextDouble()) * 2e-5;
            for (int i = v; i < v + 3; i++)
            {
                loose.Vertices[i] += shift;
            }
        }

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(loose);

        Assert.True(report.BoundaryEdgesStitched > 0);
        Assert.True(report.After.IsWatertight);
        Assert.Equal(sphere.TriangleCount, surface.TriangleCount);
    }

    [Fact]
    public void An_open_container_faces_outward()
    {
        SurfaceMesh box = CellSolids.Box(1, 1, 1);
        int[] withoutTop = [.. Enumerable.Range(0, 12)
            .Where(t => !box.Triangles.AsSpan(t * 3, 3).ToArray().All(v => box.Vertices[v].Z > 0))
            .SelectMany(t => box.Triangles.AsSpan(t * 3, 3).ToArray())];
        var open = new SurfaceMesh(box.Vertices, withoutTop);

        (_, CleaningReport kept) = MeshCleaner.Clean(open);
        (SurfaceMesh turned, CleaningReport report) = MeshCleaner.Clean(SurfaceEditing.Inverted(open));

        Assert.Equal(0, kept.TrianglesFlipped);
        Assert.Equal(10, report.TrianglesFlipped);
        Assert.True(ExactMass.SignedVolume(turned) > 0);
        Assert.Equal(4, report.After.BoundaryEdges);
    }
}
