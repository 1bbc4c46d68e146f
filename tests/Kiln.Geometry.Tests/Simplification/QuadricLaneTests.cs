using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Simplification;

namespace Kiln.Geometry.Tests.Simplification;

public sealed class QuadricLaneTests
{
    [Fact]
    public void Four_edges_at_once_give_what_each_gives_alone() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        Quadric[] quadrics = [.. Enumerable.Range(0, 8).Select(_ => AnyQuadric(random))];
        Vector3d[] places = [.. Enumerable.Range(0, 8).Select(_ => AnyVector(random))];
        int[] from = [0, 1, 2, 3];
        int[] to = [4, 5, 6, 7];

        var costs = new Quadricx4(quadrics, from, to).Placement(
            Vector3dx4.Load(in places[0], in places[1], in places[2], in places[3]),
            Vector3dx4.Load(in places[4], in places[5], in places[6], in places[7]),
            out Vector3dx4 placed);

        for (int lane = 0; lane < 4; lane++)
        {
            Quadric sum = quadrics[from[lane]];
            sum.Add(in quadrics[to[lane]]);
            double cost = CollapsePlanner.Placement(in sum, places[from[lane]], places[to[lane]], free: true, out Vector3d place);
            Assert.Equal(cost, costs[lane]);
            Assert.Equal(place, placed.Lane(lane));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    // Of no plane (weight 0), one or two (no optimum), or enough for one.
    private static Quadric AnyQuadric(Random random)
    {
        Quadric quadric = default;
        for (int plane = random.Next(5); plane > 0; plane--)
        {
            quadric.AddPlane(AnyVector(random).Normalized(), random.NextDouble() - 0.5, random.NextDouble());
        }

        return quadric;
    }

    private static Vector3d AnyVector(Random random) => new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
}
