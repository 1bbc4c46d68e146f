using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Hulls;

public sealed class GrowingHullTests
{
    private const double Epsilon = 1e-12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryStepHoldsAllPointsSoFar(int seed)
    {
        var random = new Random(seed);
        Vector3d[] points = [.. Enumerable.Range(0, 400).Select(_ => new Vector3d(random.NextDouble(), random.NextDouble(), random.NextDouble()))];
        Array.Sort(points, (a, b) => a.X.CompareTo(b.X));
        var hull = new GrowingHull();
        hull.Begin(tolerance: Epsilon, Epsilon);
        for (int end = 40; end <= points.Length; end += 40)
        {
            double volume = hull.Grow(points.AsSpan(end - 40, 40));
            Assert.Equal(ConvexHull.Of(points.AsSpan(0, end)).Volume, volume, 1e-9);
        }
    }

    [Theory]
    [InlineData(2e-3)]
    [InlineData(2e-2)]
    public void LacksNoMoreThanALayerOfTheTolerance(double tolerance)
    {
        Vector3d[] sphere = Spheres.Icosphere(1, 4).Vertices;
        var hull = new GrowingHull();
        hull.Begin(tolerance, Epsilon);
        double volume = 0;
        foreach (Vector3d[] chunk in sphere.Chunk(300))
        {
            volume = hull.Grow(chunk);
        }

        // At most the tolerance times the surface.
        double exact = ConvexHull.Of(sphere).Volume;
        Assert.InRange(volume, exact - (4 * Math.PI * tolerance), exact * (1 + 1e-12));
    }

    [Fact]
    public void PointsInAPlaneHaveNoVolumeUntilOneLiesOutside()
    {
        var hull = new GrowingHull();
        hull.Begin(tolerance: 1e-6, Epsilon);
        Assert.Equal(0, hull.Grow([]));
        Assert.Equal(0, hull.Grow([new(0, 0, 0), new(1, 0, 0)]));
        Assert.Equal(0, hull.Grow([new(1, 1, 0), new(0, 1, 0), new(0.5, 0.5, 0)]));
        Assert.Equal(1.0 / 3, hull.Grow([new(0.2, 0.7, 1)]), 1e-12);
    }

    [Fact]
    public void SlabsOfAGridOfCoplanarPointsAddUp()
    {
        var hull = new GrowingHull();
        hull.Begin(tolerance: 1e-6, Epsilon);
        for (int layer = 0; layer < 8; layer++)
        {
            Vector3d[] grid = [.. Enumerable.Range(0, 121).Select(i => new Vector3d(layer, i % 11, i / 11))];
            Assert.Equal(100.0 * layer, hull.Grow(grid), 1e-6);
        }
    }

    [Fact]
    public void BeginsAnew()
    {
        Vector3d[] sphere = Spheres.Icosphere(1, 3).Vertices;
        var hull = new GrowingHull();
        hull.Begin(tolerance: 1e-3, Epsilon);
        double first = hull.Grow(sphere);
        hull.Begin(tolerance: 1e-3, Epsilon);
        Assert.Equal(0, hull.Grow([new(9, 9, 9)]));
        hull.Begin(tolerance: 1e-3, Epsilon);
        Assert.Equal(first, hull.Grow(sphere));
    }
}
