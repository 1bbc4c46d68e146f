using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Hulls;

public sealed class HullUnionTests
{
    [Fact]
    public void Boxes_that_overlap_are_counted_once()
    {
        ConvexHull a = Box(new(0, 0, 0), 2);
        Assert.Equal(8, HullUnion.Volume([a]), 1e-12);
        Assert.Equal(8, HullUnion.Volume([a, a]), 1e-9);
        Assert.Equal(16, HullUnion.Volume([a, Box(new(2, 0, 0), 2)]), 1e-9);
        Assert.Equal(16 - 1, HullUnion.Volume([a, Box(new(1, 1, 1), 2)]), 1e-9);
        Assert.Equal(8, HullUnion.Volume([Box(new(0.1, 0.2, 0), 0.5), a]), 1e-9);
        Assert.Equal(0, HullUnion.Volume([]));
    }

    [Fact]
    public void Three_boxes_obey_inclusion_and_exclusion()
    {
        ConvexHull[] boxes = [Box(new(0, 0, 0), 2), Box(new(0.5, 0.25, 0.75), 2), Box(new(-0.5, 1, 0.5), 2)];
        double expected = 24
            - (1.5 * 1.75 * 1.25) - (1.5 * 1 * 1.5) - (1 * 1.25 * 1.75)
            + (1 * 1 * 1.25);
        Assert.Equal(expected, HullUnion.Volume(boxes), 1e-9);
    }

    [Fact]
    public void A_union_of_random_hulls_agrees_with_sampling()
    {
        var random = new Random(42);
        var hulls = new ConvexHull[12];
        for (int i = 0; i < hulls.Length; i++)
        {
            var center = new Vector3d(random.NextDouble(), random.NextDouble(), random.NextDouble());
            var points = new Vector3d[30];
            for (int k = 0; k < points.Length; k++)
            {
                points[k] = center + (new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5) * 0.8);
            }

            hulls[i] = ConvexHull.Of(points);
        }

        const int Steps = 100;
        HullPlanes[] planes = Array.ConvertAll(hulls, hull => hull.Planes());
        int inside = 0;
        for (int i = 0; i < Steps * Steps * Steps; i++)
        {
            var point = new Vector3d((i % Steps) + 0.5, (i / Steps % Steps) + 0.5, (i / Steps / Steps) + 0.5);
            point = (point * (2.0 / Steps)) - new Vector3d(0.5, 0.5, 0.5);
            inside += planes.Any(hull => hull.SignedDistance(point) < 0) ? 1 : 0;
        }

        double sampled = inside * 8.0 / (Steps * Steps * Steps);
        Assert.Equal(sampled, HullUnion.Volume(hulls), 0.01 * sampled);
    }

    [Fact]
    public void Disjoint_pieces_of_a_decomposition_are_convex_and_fill_it()
    {
        SurfaceMesh torus = RevolvedSolids.Torus(1, 0.3, 24, 12);
        DecompositionResult result = ConvexDecomposition.Decompose(torus, new DecompositionOptions());
        double union = 0;
        foreach (SurfaceMesh piece in HullUnion.DisjointPieces(result.Hulls))
        {
            double volume = ConvexHull.VolumeOf(piece.Vertices, piece.Triangles);
            Assert.True(volume > 0);
            Assert.Equal(ConvexHull.Of(piece.Vertices).Volume, volume, 1e-6 * union + 1e-9);
            union += volume;
        }

        Assert.InRange(union, ConvexHull.VolumeOf(torus.Vertices, torus.Triangles), result.Hulls.Sum(hull => hull.Volume) + 1e-9);
    }

    private static ConvexHull Box(Vector3d corner, double size)
    {
        SurfaceMesh box = CellSolids.Box(size, size, size);
        return ConvexHull.Of(SurfaceEditing.Translated(box, corner + new Vector3d(size / 2, size / 2, size / 2)).Vertices);
    }
}
