using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Hulls;

public sealed class HullDistanceTests
{
    private static readonly SurfaceMesh Container = CellSolids.OpenContainer(new(1, 1, 1), 0.1);
    private static readonly SurfaceMesh Filled = SurfaceEditing.Translated(CellSolids.Box(1, 1, 1), new(0, 0, 0.5));

    [Fact]
    public void A_convex_surface_is_no_distance_from_its_hull() =>
        Assert.Equal(0, HullDistance.Hausdorff(Box(Vector3d.Zero, 1), [Box(Vector3d.Zero, 1)]), 1e-12);

    [Fact]
    public void What_hulls_leave_out_is_as_far_away_as_it_reaches() =>
        Assert.Equal(1, HullDistance.Hausdorff(Box(Vector3d.Zero, 2), [Box(Vector3d.Zero, 1)]), 1e-12);

    [Fact]
    public void A_hull_over_an_opening_is_as_far_as_the_opening_is_wide()
    {
        // From the middle of the opening it is 0.4 to its rim; from the floor it is 0.1 down to the outside.
        double distance = HullDistance.Hausdorff(Container, [Filled]);

        Assert.InRange(distance, 0.36, 0.4 + 1e-12);
    }

    [Fact]
    public void A_surface_deep_inside_a_hull_is_far_from_it()
    {
        SurfaceMesh small = CellSolids.Box(1, 1, 1);

        // The corners of the large box are farthest from the small one.
        Assert.InRange(HullDistance.Hausdorff(small, [CellSolids.Box(3, 3, 3)]), 1.6, Math.Sqrt(3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.005)]
    [InlineData(-0.3)]
    public void The_walls_of_a_cut_between_hulls_are_no_outside(double gap)
    {
        SurfaceMesh bar = Box(Vector3d.Zero, 2);
        SurfaceMesh[] halves = [Box(Vector3d.Zero, 1), SurfaceEditing.Translated(Box(Vector3d.Zero, 1), new(1 + gap, 0, 0))];

        // The far end stands back or sticks out by as much as the halves are apart.
        Assert.Equal(Math.Abs(gap), HullDistance.Hausdorff(bar, halves), 1e-9);
    }

    [Fact]
    public void Hulls_that_are_there_twice_change_nothing()
    {
        Assert.Equal(HullDistance.Hausdorff(Container, [Filled]), HullDistance.Hausdorff(Container, [Filled, Filled]), 0.02);
    }

    [Fact]
    public void A_box_is_no_farther_from_another_than_it_was_moved() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte X, byte Y, byte Z)>(), step =>
        {
            Vector3d moved = new Vector3d(step.X, step.Y, step.Z) / 600;

            double distance = HullDistance.Hausdorff(Box(Vector3d.Zero, 1), [Box(moved, 1)], 500);

            Assert.InRange(distance, Math.Max(moved.X, Math.Max(moved.Y, moved.Z)) - 1e-9, moved.Length + 1e-9);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Finer_hulls_of_a_torus_are_nearer()
    {
        SurfaceMesh torus = RevolvedSolids.Torus(0.3, 0.1, 24, 12);

        double one = Measure(1);
        double few = Measure(4);
        double many = Measure(12);

        // The single hull's flat side spans the hole: its middle is 0.2 from the inner ring's top, which lies 0.1 lower and 0.1 further out.
        Assert.InRange(one, 0.18, 0.25);
        Assert.True(few < one / 2 && many < few / 1.5, $"{one} {few} {many}");

        double Measure(int hulls) => HullDistance.Hausdorff(
            torus, [.. ConvexDecomposition.Decompose(torus, new() { MaxHulls = hulls, Threshold = 0.03 }).Hulls.Select(hull => hull.ToSurface())]);
    }

    [Fact]
    public void A_hull_without_an_area_is_as_far_as_it_lies()
    {
        SurfaceMesh point = new([new(3, 0.5, 0.5)], [0, 0, 0]);

        Assert.Equal(3, HullDistance.Hausdorff(Box(Vector3d.Zero, 1), [point]), 0.3);
    }

    [Fact]
    public void The_work_can_be_abandoned() => Assert.ThrowsAny<OperationCanceledException>(() => HullDistance.Hausdorff(
        Spheres.Icosphere(1, 4), [CellSolids.Box(1, 1, 1)], cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Without_a_hull_there_is_no_distance() =>
        Assert.Throws<ArgumentException>(() => HullDistance.Hausdorff(CellSolids.Box(1, 1, 1), []));

    private static SurfaceMesh Box(Vector3d corner, double length) => SurfaceEditing.Translated(
        CellSolids.FromCells([0, length], [0, 1], [0, 1], (_, _, _) => true), corner);
}
