using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;

namespace Kiln.Geometry.Tests.Decomposition;

public sealed class ConvexDecompositionTests
{
    private static readonly Dictionary<string, Func<SurfaceMesh>> Shapes = new()
    {
        ["torus"] = () => RevolvedSolids.Torus(1, 0.3, 32, 16),
        ["cross"] = () => CellSolids.Cross(1),
        ["l"] = () => CellSolids.LShape(1),
        ["u"] = () => CellSolids.UShape(1),
        ["frame"] = () => CellSolids.Frame(1),
        ["stairs"] = () => CellSolids.Staircase(6, 0.2, 1),
        ["table"] = () => CellSolids.Table(new(1.2, 0.8, 0.7), 0.05),
        ["container"] = () => CellSolids.OpenContainer(new(1, 0.8, 0.5), 0.05),
        ["hollow"] = () => CellSolids.HollowBox(new(1, 1, 1), 0.1),
        ["shells"] = () => CellSolids.NestedShells(1, 3),
        ["sponge"] = () => CellSolids.Sponge(1, 1),
        ["bowl"] = () => RevolvedSolids.Bowl(1, 0.2, 24, 8),
        ["thin bowl"] = () => RevolvedSolids.Bowl(1, 0.1, 48, 16),
        ["tube"] = () => RevolvedSolids.Tube(1, 0.7, 1, 32),
        ["mug"] = () => SweptSolids.Mug(0.04, 0.1, 0.006, 24),
        ["gear"] = () => PlateSolids.Gear(12, 1, 0.8, 0.3, 0.3),
        ["plate"] = () => PlateSolids.PlateWithHoles(2, 2, 1, 0.3, 0.2, 16),
        ["lumpy"] = () => Spheres.Lumpy(1, 3, 11),
        ["turned u"] = () => SurfaceEditing.Transformed(CellSolids.UShape(1), Affine3d.Rotation(0.18257418583505536, 0.3651483716701107, 0.5477225575051661, 0.7302967433402214)),
        ["two far boxes"] = () => SurfaceEditing.Combined(CellSolids.Box(1, 1, 1), SurfaceEditing.Translated(CellSolids.Box(1, 2, 1), new(5, 0, 0))),
    };

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Hulls_cover_the_solid_and_keep_the_limits(string shape)
    {
        SurfaceMesh mesh = Shapes[shape]();
        var options = new DecompositionOptions();
        DecompositionResult result = ConvexDecomposition.Decompose(mesh, options);
        Assert.False(result.TimedOut);
        Assert.InRange(result.Hulls.Count, 1, options.MaxHulls);
        foreach (ConvexHull hull in result.Hulls)
        {
            Assert.InRange(hull.Vertices.Length, 4, options.MaxVertices);
            Assert.True(hull.Volume > 0);
            Assert.True(HullVerification.IsSound(hull.Vertices, hull.Triangles, [], [], 1e-9 * mesh.Bounds.Diagonal));
        }

        List<Vector3d> inside = SolidSampling.PointsInside(mesh, 40);
        HullPlanes[] planes = [.. result.Hulls.Select(hull => hull.Planes())];
        int missed = inside.Count(point => !planes.Any(hull => hull.SignedDistance(point) <= 1e-9));
        Assert.True(missed <= 0.001 * inside.Count, $"{missed} of {inside.Count} points inside the solid are in no hull");
    }

    [Theory]
    [InlineData("torus", 1.04, 16)]
    [InlineData("cross", 1.01, 4)]
    [InlineData("l", 1.0000001, 2)]
    [InlineData("u", 1.0000001, 3)]
    [InlineData("turned u", 1.0000001, 3)]
    [InlineData("frame", 1.0000001, 4)]
    [InlineData("table", 1.0000001, 5)]
    [InlineData("two far boxes", 1.0000001, 2)]
    [InlineData("stairs", 1.02, 6)]
    [InlineData("container", 1.0000001, 5)]
    [InlineData("hollow", 1.0000001, 6)]
    [InlineData("shells", 1.0000001, 13)]
    [InlineData("sponge", 1.0000001, 14)]
    [InlineData("tube", 1.03, 20)]
    [InlineData("thin bowl", 1.25, 32)]
    public void Hulls_are_few_and_add_little_volume(string shape, double mostVolume, int mostHulls)
    {
        SurfaceMesh mesh = Shapes[shape]();
        DecompositionResult result = ConvexDecomposition.Decompose(mesh, new DecompositionOptions());
        double solid = ConvexHull.VolumeOf(mesh.Vertices, mesh.Triangles);
        Assert.InRange(result.Hulls.Sum(hull => hull.Volume) / solid, 0.999, mostVolume);
        Assert.InRange(result.Hulls.Count, 1, mostHulls);
    }

    [Fact]
    public void Convex_input_gives_exactly_its_hull()
    {
        SurfaceMesh[] convex =
        [
            CellSolids.Box(1, 2, 3), RevolvedSolids.Cylinder(1, 2, 24), RevolvedSolids.Cone(1, 1, 20), Spheres.Icosphere(1, 1),
            RevolvedSolids.Capsule(0.2, 1, 8, 6), SurfaceEditing.Subdivided(CellSolids.Box(0.01, 3, 1)),
        ];
        foreach (SurfaceMesh mesh in convex)
        {
            DecompositionResult result = ConvexDecomposition.Decompose(mesh, new DecompositionOptions { Threshold = 0.01 });
            ConvexHull hull = Assert.Single(result.Hulls);
            Assert.Equal(ConvexHull.VolumeOf(mesh.Vertices, mesh.Triangles), hull.Volume, 1e-9 * hull.Volume);
        }
    }

    [Theory]
    [InlineData("torus")]
    [InlineData("table")]
    [InlineData("gear")]
    [InlineData("sponge")]
    public void Any_limit_on_hulls_is_kept(string shape)
    {
        SurfaceMesh mesh = Shapes[shape]();
        foreach (int limit in new[] { 1, 2, 3, 5, 8, 13, 256 })
        {
            DecompositionResult result = ConvexDecomposition.Decompose(mesh, new DecompositionOptions { MaxHulls = limit, MaxVertices = 12 });
            Assert.InRange(result.Hulls.Count, 1, limit);
            Assert.All(result.Hulls, hull => Assert.InRange(hull.Vertices.Length, 4, 12));
        }
    }

    [Fact]
    public void Openings_stay_open()
    {
        (string Shape, Vector3d From, Vector3d To)[] free =
        [
            ("torus", new(0, 0, -1), new(0, 0, 1)),
            ("frame", new(1.5, 1.5, -1), new(1.5, 1.5, 2)),
            ("tube", new(0, 0, -1), new(0, 0, 1)),
            ("gear", new(0, 0, -1), new(0, 0, 1)),
            ("bowl", new(0, 0, 0.5), new(0, 0, -0.6)),
            ("mug", new(0, 0, 0.2), new(0, 0, 0.02)),
            ("container", new(0, 0, 1), new(0, 0, 0.06)),
            ("table", new(0, 0, -1), new(0, 0, 0.6)),
            ("plate", new(0.5, 0.5, -1), new(0.5, 0.5, 1)),
            ("plate", new(-0.5, 0.5, -1), new(-0.5, 0.5, 1)),
            ("sponge", new(0.5, 0.5, -1), new(0.5, 0.5, 2)),
            ("hollow", new(-0.3, -0.3, -0.3), new(0.3, 0.3, 0.3)),
        ];
        foreach ((string shape, Vector3d from, Vector3d to) in free)
        {
            AssertFree(shape, from, to);
        }
    }

    [Theory]
    [InlineData("torus")]
    [InlineData("lumpy")]
    [InlineData("mug")]
    public void The_result_does_not_depend_on_the_number_of_threads(string shape)
    {
        SurfaceMesh mesh = Shapes[shape]();
        DecompositionResult one = ConvexDecomposition.Decompose(mesh, new DecompositionOptions { MaxDegreeOfParallelism = 1 });
        foreach (int threads in new[] { 2, 7, -1 })
        {
            DecompositionResult other = ConvexDecomposition.Decompose(mesh, new DecompositionOptions { MaxDegreeOfParallelism = threads });
            AssertSame(one, other);
        }
    }

    [Fact]
    public void A_higher_threshold_gives_fewer_hulls()
    {
        int previous = int.MaxValue;
        foreach (double threshold in new[] { 0.02, 0.1, 0.4 })
        {
            DecompositionResult result = ConvexDecomposition.Decompose(Shapes["torus"](), new DecompositionOptions { Threshold = threshold });
            Assert.InRange(result.Hulls.Count, 1, previous - 1);
            previous = result.Hulls.Count;
        }
    }

    [Fact]
    public void An_inverted_solid_is_decomposed_like_the_right_one()
    {
        SurfaceMesh mesh = CellSolids.UShape(1);
        DecompositionResult result = ConvexDecomposition.Decompose(SurfaceEditing.Inverted(mesh), new DecompositionOptions());
        Assert.Equal(3, result.Hulls.Count);
        Assert.Equal(7, result.Hulls.Sum(hull => hull.Volume), 1e-9);
    }

    [Fact]
    public void Scale_and_place_do_not_matter()
    {
        int expected = ConvexDecomposition.Decompose(Shapes["torus"](), new DecompositionOptions()).Hulls.Count;
        foreach (double scale in new[] { 1e-3, 1e3 })
        {
            Affine3d map = Affine3d.Scale(new(scale, scale, scale)) with { Origin = new Vector3d(1000, -500, 3) * scale };
            DecompositionResult result = ConvexDecomposition.Decompose(SurfaceEditing.Transformed(Shapes["torus"](), map), new DecompositionOptions());
            Assert.InRange(result.Hulls.Count, expected - 2, expected + 2);
        }
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 8)]
    public void A_flat_sheet_is_one_slab_with_its_corners(int triangles, int corners)
    {
        SurfaceMesh square = BrokenShapes.Square;
        SurfaceMesh sheet = new(square.Vertices[..(triangles == 1 ? 3 : 4)], triangles == 1 ? [0, 1, 2] : square.Triangles);

        ConvexHull hull = Assert.Single(ConvexDecomposition.Decompose(sheet, new()).Hulls);

        Assert.Equal(corners, hull.Vertices.Length);
        Assert.All(sheet.Vertices, vertex => Assert.True(hull.Contains(vertex, 1e-9)));
    }

    [Fact]
    public void An_open_sheet_gives_thin_hulls_along_it_and_stays_open()
    {
        // A half-ball bowl without thickness: only the outer surface, so that it closes nothing.
        SurfaceMesh bowl = RevolvedSolids.UvSphere(1, 32, 24);
        int[] lower = [.. Enumerable.Range(0, bowl.TriangleCount)
            .Where(t => Enumerable.Range(0, 3).All(k => bowl.Vertices[bowl.Triangles[(3 * t) + k]].Z <= 1e-9))
            .SelectMany(t => bowl.Triangles[(3 * t)..((3 * t) + 3)])];
        DecompositionResult result = ConvexDecomposition.Decompose(
            new SurfaceMesh(bowl.Vertices, lower), new DecompositionOptions());
        Assert.InRange(result.Hulls.Count, 4, 32);
        Assert.DoesNotContain(result.Hulls, hull => hull.Contains(new(0, 0, 0)) || hull.Contains(new(0, 0, -0.7)));
        int covered = lower.Count(vertex => result.Hulls.Any(hull => hull.Contains(bowl.Vertices[vertex], 0.03)));
        Assert.Equal(lower.Length, covered);
    }

    [Fact]
    public void A_closed_solid_with_a_missing_triangle_keeps_its_shape()
    {
        SurfaceMesh u = SurfaceEditing.Subdivided(CellSolids.UShape(1));
        DecompositionResult result = ConvexDecomposition.Decompose(
            new SurfaceMesh(u.Vertices, u.Triangles[3..]), new DecompositionOptions());
        Assert.InRange(HullUnion.Volume(result.Hulls), 6.5, 8);
        Assert.DoesNotContain(result.Hulls, hull => hull.Contains(new(1.5, 0.5, 2.5)));
    }

    [Fact]
    public void A_crowd_of_loose_parts_comes_down_to_the_limit()
    {
        SurfaceMesh[] boxes = [.. Enumerable.Range(0, 400).Select(i => SurfaceEditing.Translated(
            CellSolids.Box(0.5, 0.5, 0.5), new(i % 20, i / 20, 0)))];
        DecompositionResult result = ConvexDecomposition.Decompose(SurfaceEditing.Combined(boxes), new DecompositionOptions());
        Assert.InRange(result.Hulls.Count, 1, 32);
        Assert.All(boxes, box => Assert.Contains(result.Hulls, hull => box.Vertices.All(vertex => hull.Contains(vertex, 1e-3))));
    }

    [Fact]
    public void A_limit_of_no_work_still_gives_hulls()
    {
        DecompositionResult result = ConvexDecomposition.Decompose(Shapes["torus"](), new DecompositionOptions { WorkLimit = 0 });
        Assert.True(result.TimedOut);
        Assert.Single(result.Hulls);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(5_000_000)]
    public void Work_that_reaches_its_limit_gives_the_same_with_any_number_of_threads(long limit)
    {
        SurfaceMesh mesh = Shapes["lumpy"]();
        var options = new DecompositionOptions { WorkLimit = limit, MaxDegreeOfParallelism = 1 };
        DecompositionResult one = ConvexDecomposition.Decompose(mesh, options);
        foreach (int threads in new[] { 2, 5 })
        {
            AssertSame(one, ConvexDecomposition.Decompose(mesh, options with { MaxDegreeOfParallelism = threads }));
        }
    }

    [Fact]
    public void Cancellation_and_bad_options_are_reported()
    {
        SurfaceMesh mesh = Shapes["l"]();
        Assert.Throws<OperationCanceledException>(
            () => ConvexDecomposition.Decompose(mesh, new DecompositionOptions(), new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvexDecomposition.Decompose(mesh, new DecompositionOptions { MaxHulls = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvexDecomposition.Decompose(mesh, new DecompositionOptions { Threshold = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvexDecomposition.Decompose(mesh, new DecompositionOptions { MaxVertices = 3 }));
    }

    private static void AssertSame(DecompositionResult expected, DecompositionResult actual)
    {
        Assert.Equal(expected.TimedOut, actual.TimedOut);
        Assert.Equal(expected.Hulls.Count, actual.Hulls.Count);
        for (int i = 0; i < expected.Hulls.Count; i++)
        {
            Assert.Equal(expected.Hulls[i].Vertices, actual.Hulls[i].Vertices);
            Assert.Equal(expected.Hulls[i].Triangles, actual.Hulls[i].Triangles);
        }
    }

    private static void AssertFree(string shape, Vector3d from, Vector3d to)
    {
        DecompositionResult result = ConvexDecomposition.Decompose(Shapes[shape](), new DecompositionOptions());
        for (int i = 0; i <= 100; i++)
        {
            Vector3d point = from + ((to - from) * (i / 100.0));
            Assert.False(result.Hulls.Any(hull => hull.Contains(point)), $"{shape}: {point} should be free");
        }
    }
}
