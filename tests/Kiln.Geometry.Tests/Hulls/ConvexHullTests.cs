using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Hulls;

public sealed class ConvexHullTests
{
    public static TheoryData<int, int> SeedsAndCounts()
    {
        var data = new TheoryData<int, int>();
        int[] counts = [4, 5, 8, 20, 100, 1000, 2000];
        for (int seed = 0; seed < 10; seed++)
        {
            data.Add(seed, counts[seed % counts.Length]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SeedsAndCounts))]
    public void Random_points_give_a_closed_convex_hull_that_holds_them(int seed, int count)
    {
        foreach (Vector3d[] points in PointSets(seed, count))
        {
            AssertSound(ConvexHull.Of(points), points, seed);
        }
    }

    [Theory]
    [MemberData(nameof(SeedsAndCounts))]
    public void The_hull_of_a_hulls_corners_is_the_same_hull(int seed, int count)
    {
        Vector3d[] points = RandomPoints(new Random(seed), count, p => p);
        ConvexHull hull = ConvexHull.Of(points);
        ConvexHull again = ConvexHull.Of(hull.Vertices);
        Assert.Equal(hull.Vertices, again.Vertices);
        Assert.Equal(hull.Volume, again.Volume, 1e-12 * hull.Volume);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_box_of_any_mesh_density_gives_8_corners_and_12_triangles(int subdivisions)
    {
        SurfaceMesh box = CellSolids.Box(0.3, 2, 0.07);
        for (int i = 0; i < subdivisions; i++)
        {
            box = SurfaceEditing.Subdivided(box);
        }

        ConvexHull hull = ConvexHull.Of(box.Vertices);
        Assert.Equal(8, hull.Vertices.Length);
        Assert.Equal(12, hull.Triangles.Length / 3);
        Assert.Equal(0.3 * 2 * 0.07, hull.Volume, 1e-14);
        Assert.False(hull.IsSlab);
    }

    [Fact]
    public void A_turned_and_far_box_gives_8_corners()
    {
        SurfaceMesh box = SurfaceEditing.Subdivided(SurfaceEditing.Subdivided(CellSolids.Box(1, 2, 3)));
        Affine3d turn = Affine3d.Rotation(0.1825741858, 0.3651483717, 0.5477225575, 0.7302967433);
        ConvexHull hull = ConvexHull.Of(SurfaceEditing.Transformed(box, turn with { Origin = new Vector3d(1e6, -2e6, 3e6) }).Vertices);
        Assert.Equal(8, hull.Vertices.Length);
        Assert.Equal(6, hull.Volume, 1e-6);
    }

    [Fact]
    public void Every_corner_of_an_icosphere_is_a_corner_of_its_hull()
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 4);
        ConvexHull hull = ConvexHull.Of(sphere.Vertices);
        Assert.Equal(sphere.Vertices.Length, hull.Vertices.Length);
        Assert.Equal(sphere.TriangleCount, hull.Triangles.Length / 3);
        AssertSound(hull, sphere.Vertices, seed: 0);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(64)]
    public void A_reduced_hull_keeps_the_limit_and_misses_next_to_nothing(int maxVertices)
    {
        foreach (SurfaceMesh mesh in new[]
        {
            Spheres.Icosphere(0.5, 4), RevolvedSolids.Cylinder(1, 0.1, 200), RevolvedSolids.Cone(1, 2, 150), RevolvedSolids.Torus(1, 0.3, 60, 40),
        })
        {
            ConvexHull hull = ConvexHull.Of(mesh.Vertices, maxVertices);
            Assert.InRange(hull.Vertices.Length, 4, maxVertices);
            Vector3d size = mesh.Bounds.Size;
            double tolerance = 4.001e-3 * Math.Max(size.X, Math.Max(size.Y, size.Z));
            HullPlanes planes = hull.Planes();
            Assert.All(mesh.Vertices, vertex => Assert.True(planes.SignedDistance(vertex) <= tolerance));
            ConvexHull exact = ConvexHull.Of(mesh.Vertices);
            Assert.Equal((hull.Volume - exact.Volume) / exact.Volume, hull.VolumeChange, 1e-9);
            Assert.InRange((HullUnion.Volume([exact, hull]) - hull.Volume) / exact.Volume, -1e-9, 1e-3);
        }
    }

    [Fact]
    public void A_sphere_in_64_corners_grows_by_less_than_4_percent()
    {
        ConvexHull hull = ConvexHull.Of(Spheres.Icosphere(1, 5).Vertices, 64);
        Assert.InRange(hull.VolumeChange, 0, 0.04);
    }

    [Fact]
    public void Points_in_a_plane_give_a_slab_of_a_thousandth_of_the_diagonal()
    {
        Vector3d[] points = RandomPoints(new Random(7), 500, p => new Vector3d(p.X * 4, p.Y * 3, 0));
        Vector3d[] square = [.. points, new(-4, -3, 0), new(4, -3, 0), new(4, 3, 0), new(-4, 3, 0)];
        ConvexHull hull = ConvexHull.Of(square);
        Assert.True(hull.IsSlab);
        Assert.Equal(8, hull.Vertices.Length);
        Assert.Equal(8 * 6 * 0.01, hull.Volume, 1e-9);
        AssertSound(hull, square, seed: 7);
    }

    [Fact]
    public void A_sheet_with_noise_below_the_limit_is_a_slab_too()
    {
        Vector3d[] points = RandomPoints(new Random(3), 300, p => new Vector3d(p.X, p.Y, p.Z * 1e-6));
        ConvexHull hull = ConvexHull.Of(points);
        Assert.True(hull.IsSlab);
        AssertSound(hull, points, seed: 3);
    }

    [Fact]
    public void Degenerate_sets_give_a_small_box()
    {
        Vector3d[][] sets =
        [
            [new(1, 2, 3)],
            [new(1, 2, 3), new(1, 2, 3), new(1, 2, 3), new(1, 2, 3), new(1, 2, 3)],
            [new(0, 0, 0), new(1, 0, 0)],
            [new(0, 0, 0), new(1, 1, 1), new(0.5, 0.5, 0.5), new(0.25, 0.25, 0.25)],
            [new(0, 0, 0), new(1, 0, 0), new(0, 1, 0)],
        ];
        foreach (Vector3d[] points in sets)
        {
            ConvexHull hull = ConvexHull.Of(points);
            Assert.True(hull.IsSlab);
            AssertSound(hull, points, seed: 0);
            Vector3d size = hull.Bounds.Size;
            Assert.True(Math.Min(size.X, Math.Min(size.Y, size.Z)) >= 0.99 * 5e-4);
        }
    }

    [Fact]
    public void A_hull_does_not_depend_on_where_it_is_made()
    {
        Vector3d[] points = Spheres.Lumpy(1, 4, seed: 5).Vertices;
        ConvexHull expected = ConvexHull.Of(points);
        Parallel.For(0, 8, _ =>
        {
            ConvexHull hull = ConvexHull.Of(points);
            Assert.Equal(expected.Vertices, hull.Vertices);
            Assert.Equal(expected.Triangles, hull.Triangles);
        });
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ConvexHull.Of([]));
        Assert.Throws<ArgumentException>(() => ConvexHull.Of([new(0, 0, double.NaN)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvexHull.Of([new(0, 0, 0)], maxVertices: 3));
    }

    private static IEnumerable<Vector3d[]> PointSets(int seed, int count)
    {
        var random = new Random(seed);
        yield return RandomPoints(random, count, p => p);
        yield return RandomPoints(random, count, p => p.Normalized());
        yield return RandomPoints(random, count, p => new(Math.Round(p.X * 4), Math.Round(p.Y * 4), Math.Round(p.Z * 4)));
        yield return RandomPoints(random, count, p => new(p.X, p.Y * 1e-3, p.Z * 10));
        yield return RandomPoints(random, count, p => (p * 1e-3) + new Vector3d(1e5, 1e5, 1e5));
        yield return RandomPoints(random, count, p => new(Math.Sin(9 * p.X), Math.Cos(9 * p.X), Math.Round(p.Z)));
    }

    private static Vector3d[] RandomPoints(Random random, int count, Func<Vector3d, Vector3d> map)
    {
        var points = new Vector3d[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = map(new((random.NextDouble() * 2) - 1, (random.NextDouble() * 2) - 1, (random.NextDouble() * 2) - 1));
        }

        return points;
    }

    private static void AssertSound(ConvexHull hull, Vector3d[] points, int seed)
    {
        double tolerance = 1e-9 * (hull.Bounds.Diagonal + hull.Bounds.Center.Length);
        bool sound = HullVerification.IsSound(hull.Vertices, hull.Triangles, points, [], tolerance);
        Assert.True(sound, $"seed {seed}: {points.Length} points, {hull.Vertices.Length} corners");
        Assert.True(hull.Volume > 0, $"seed {seed}: volume {hull.Volume}");
        Assert.Equal(hull.Vertices.Length, hull.Triangles.Distinct().Count());
    }
}
