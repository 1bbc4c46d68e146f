using System.Numerics;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class MeshCleanerTests
{
    public static TheoryData<string> Names => ClosedShapes.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sound_solid_comes_through_unchanged(string name)
    {
        SurfaceMesh mesh = ClosedShapes.All[name].Mesh;

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(mesh);

        Assert.True(report.After.IsWatertight);
        Assert.Equal(mesh.TriangleCount, surface.TriangleCount);
        Assert.Equal(mesh.Vertices.Length, surface.Vertices.Length);
        Assert.Equal(0, report.TrianglesFlipped);
        Assert.Equal(SurfaceFacts.Volume(mesh), SurfaceFacts.Volume(surface), 1e-12 * report.After.Volume);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loose_triangles_of_random_winding_become_the_solid_again(string name)
    {
        SurfaceMesh mesh = ClosedShapes.All[name].Mesh;
        SurfaceMesh broken = BrokenShapes.Unwelded(BrokenShapes.ShuffledWinding(mesh, 12));

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(broken);

        Assert.True(report.After.IsWatertight);
        Assert.Equal(mesh.Vertices.Length, surface.Vertices.Length);
        bool cavitiesMayBecomeSolids = name is "hollow box" or "nested shells";
        if (!cavitiesMayBecomeSolids)
        {
            Assert.Equal(SurfaceFacts.Volume(mesh), SurfaceFacts.Volume(surface), 1e-12 * report.After.Volume);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cleaning_twice_changes_nothing_more(string name)
    {
        SurfaceMesh broken = BrokenShapes.Unwelded(BrokenShapes.WithoutTriangle(ClosedShapes.All[name].Mesh, 3));
        CleanedModel once = MeshCleaner.Clean([SurfaceEditing.ToTriangleMesh(broken)]);

        CleanedModel twice = MeshCleaner.Clean(once.Meshes);

        Assert.Equal(once.Meshes[0].Positions, twice.Meshes[0].Positions);
        Assert.Equal(once.Meshes[0].Indices, twice.Meshes[0].Indices);
        Assert.Equal(once.Meshes[0].Normals, twice.Meshes[0].Normals);
        Assert.Equal(once.Surface.Vertices, twice.Surface.Vertices);
        Assert.Equal(once.Surface.Triangles, twice.Surface.Triangles);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_inverted_solid_is_turned_with_its_cavities(string name)
    {
        SurfaceMesh mesh = ClosedShapes.All[name].Mesh;

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(SurfaceEditing.Inverted(mesh));

        Assert.Equal(mesh.TriangleCount, report.TrianglesFlipped);
        Assert.Equal(SurfaceFacts.Volume(mesh), SurfaceFacts.Volume(surface), 1e-12 * report.After.Volume);
    }

    [Fact]
    public void A_single_flipped_face_is_turned_back()
    {
        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(BrokenShapes.OneFlipped(Spheres.Icosphere(1, 2), 17));

        Assert.Equal(1, report.TrianglesFlipped);
        Assert.Equal(3, report.Before.InconsistentEdges);
        Assert.True(SurfaceFacts.IsClosedManifold(surface));
    }

    [Fact]
    public void Duplicates_and_laminas_are_dropped()
    {
        SurfaceMesh box = CellSolids.Box(1, 1, 1);
        (int a, int b, int c) = (box.Triangles[0], box.Triangles[1], box.Triangles[2]);

        (SurfaceMesh one, CleaningReport duplicate) = MeshCleaner.Clean(BrokenShapes.WithTriangle(box, b, c, a));
        CleanedModel sheet = MeshCleaner.Clean(
            [SurfaceEditing.ToTriangleMesh(SurfaceEditing.Combined(BrokenShapes.Square, SurfaceEditing.Inverted(BrokenShapes.Square)))]);

        Assert.Equal(1, duplicate.DuplicatesRemoved);
        Assert.True(SurfaceFacts.IsClosedManifold(one));
        Assert.Equal(2, sheet.Report.LaminasRemoved);
        Assert.Equal(2, sheet.Surface.TriangleCount);
        Assert.Equal([true], sheet.DoubleSided);
    }

    [Fact]
    public void Solids_that_touch_come_apart_and_stay_closed()
    {
        foreach ((SurfaceMesh mesh, int extraVertices) in new[]
        {
            (BrokenShapes.CubesSharingAnEdge, 2), (BrokenShapes.CubesSharingACorner, 1), (BrokenShapes.CubesFaceToFace, 4),
        })
        {
            (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(mesh);

            Assert.True(report.After.IsWatertight);
            Assert.Equal(2, report.After.Components);
            Assert.Equal(2, report.After.Volume, 1e-12);
            Assert.Equal(16, surface.Vertices.Length);
            Assert.Equal(extraVertices, report.VerticesSplit);
        }
    }

    [Fact]
    public void A_solid_that_others_surround_face_to_face_stays()
    {
        SurfaceMesh mesh = SurfaceEditing.Combined([.. Enumerable.Range(0, 27).Select(i =>
            SurfaceEditing.Translated(CellSolids.Box(1, 1, 1), new Vector3d(i % 3, i / 3 % 3, i / 9)))]);
        SurfaceMesh mirrored = SurfaceEditing.Combined([.. Enumerable.Range(0, 27).Select(i =>
            SurfaceEditing.Transformed(
                CellSolids.Box(1, 1, 1),
                Affine3d.Scale(new(i % 3 == 1 ? -1 : 1, i / 3 % 3 == 1 ? -1 : 1, i / 9 == 1 ? -1 : 1)) with { Origin = new(i % 3, i / 3 % 3, i / 9) }))]);
        foreach (SurfaceMesh cubes in new[] { mesh, mirrored })
        {
            (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(cubes);

            Assert.True(report.After.IsWatertight);
            Assert.Equal(27, report.After.Components);
            Assert.Equal(27, report.After.Volume, 1e-9);
            Assert.Equal(27 * 12, surface.TriangleCount);
        }
    }

    [Fact]
    public void A_solid_that_touches_itself_in_an_edge_stays_closed()
    {
        // A pillar of two cubes, diagonal to each other, between two plates: the edge that they share ends in solid matter.
        SurfaceMesh mesh = CellSolids.FromCells([0, 1, 2], [0, 1, 2], [0, 1, 2, 3], (i, j, k) => k != 1 || i == j);

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(mesh);

        Assert.Equal(1, report.NonManifoldEdgesCut);
        Assert.True(report.After.IsWatertight);
        Assert.Equal(10, report.After.Volume, 1e-12);
        Assert.Equal(mesh.TriangleCount, surface.TriangleCount);
        Assert.Equal(mesh.Vertices.Length + 2, surface.Vertices.Length);
    }

    [Fact]
    public void A_fin_on_a_solid_is_cut_off_and_the_solid_stays_closed()
    {
        SurfaceMesh box = CellSolids.Box(1, 1, 1);
        int a = box.Triangles[0];
        int b = box.Triangles[1];
        SurfaceMesh finned = new([.. box.Vertices, new(-3, -4, 0)], [.. box.Triangles, a, b, box.Vertices.Length]);

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(finned);

        Assert.Equal(1, report.Before.NonManifoldEdges);
        Assert.Equal(1, report.NonManifoldEdgesCut);
        Assert.Equal(0, report.After.NonManifoldEdges);
        Assert.Equal(2, report.After.Components);
        Assert.Contains(SurfaceComponents.Split(surface), part => SurfaceStatistics.Of(part).IsWatertight);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fin_within_a_solid_does_not_open_it(bool turned)
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 2);
        (int a, int b) = (sphere.Triangles[0], sphere.Triangles[1]);
        SurfaceMesh finned = new([.. sphere.Vertices, default], [.. sphere.Triangles, turned ? b : a, turned ? a : b, sphere.Vertices.Length]);

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(finned);

        Assert.Equal(1, report.NonManifoldEdgesCut);
        Assert.Equal(3, report.After.BoundaryEdges);
        Assert.Equal(0, report.After.NonManifoldEdges);
        Assert.Equal(2, report.After.Components);
        Assert.Equal(SurfaceFacts.Volume(sphere), SurfaceFacts.Volume(surface), 0.05);
    }

    [Fact]
    public void A_moebius_strip_is_cut_once()
    {
        (_, CleaningReport report) = MeshCleaner.Clean(BrokenShapes.MoebiusStrip(24));

        Assert.Equal(1, report.OneSidedEdgesCut);
        Assert.Equal(0, report.After.InconsistentEdges);
        Assert.False(report.After.IsWatertight);
    }

    [Fact]
    public void A_sliver_that_covers_a_T_junction_is_flipped_and_the_solid_stays_closed()
    {
        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(BrokenShapes.TJunction(coveredBySliver: true));

        Assert.Equal(1, report.DegeneratesFlipped);
        Assert.True(report.After.IsWatertight);
        Assert.Equal(1, report.After.Volume, 1e-12);
        Assert.All(Enumerable.Range(0, surface.TriangleCount), t =>
        {
            (Vector3d a, Vector3d b, Vector3d c) = SurfaceFacts.Corners(surface, t * 3);
            Assert.True(Vector3d.Cross(b - a, c - a).Length > 0.1);
        });
    }

    [Fact]
    public void An_open_T_junction_is_reported()
    {
        (_, CleaningReport report) = MeshCleaner.Clean(
            BrokenShapes.TJunction(coveredBySliver: false), new() { MaximumHoleEdges = 0 });

        Assert.Equal(1, report.TJunctions);
        Assert.Equal(3, report.After.BoundaryEdges);
    }

    [Theory]
    [InlineData(1e-3, 0)]
    [InlineData(1e2, 0)]
    [InlineData(1, 1e6)]
    public void Size_and_distance_from_the_origin_do_not_matter(double size, double offset)
    {
        SurfaceMesh far = SurfaceEditing.Transformed(
            BrokenShapes.Unwelded(Spheres.Icosphere(1, 3)), Affine3d.Scale(new(size, size, size)) with { Origin = new(offset, offset, -offset) });

        (SurfaceMesh surface, CleaningReport report) = MeshCleaner.Clean(far);

        Assert.True(report.After.IsWatertight);
        Assert.Equal(642, surface.Vertices.Length);
    }

    [Fact]
    public void Nonsense_is_refused_with_its_place()
    {
        TriangleMesh good = SurfaceEditing.ToTriangleMesh(CellSolids.Box(1, 1, 1));
        TriangleMesh nan = good with { Positions = [.. good.Positions.Select((p, i) => i == 3 ? new Vector3(float.NaN, 0, 0) : p)] };
        TriangleMesh far = good with { Indices = [0, 1, 8] };
        TriangleMesh odd = good with { Indices = [0, 1] };

        Assert.Equal("meshes[1].positions[3]", Assert.Throws<InvalidModelException>(() => MeshCleaner.Clean([good, nan])).Location);
        Assert.Equal("meshes[0]", Assert.Throws<InvalidModelException>(() => MeshCleaner.Clean([far])).Location);
        Assert.Throws<InvalidModelException>(() => MeshCleaner.Clean([odd]));
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        CleanedModel empty = MeshCleaner.Clean([new TriangleMesh { Positions = [], Indices = [] }]);

        Assert.Equal(0, empty.Surface.TriangleCount);
        Assert.False(empty.Report.After.IsWatertight);
        Assert.Empty(MeshCleaner.Clean([]).Meshes);
    }

    [Fact]
    public void Cancellation_is_obeyed()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => MeshCleaner.Clean(CellSolids.Box(1, 1, 1), null, source.Token));
    }
}
