using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;

namespace Kiln.Geometry.Tests.Mass;

public sealed class CappedSurfaceTests
{
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.002)]
    [InlineData(0.0002)]
    public void Thin_walls_with_a_hole_keep_their_mass(double wall)
    {
        SurfaceMesh whole = CellSolids.OpenContainer(new(0.4, 0.3, 0.2), wall);
        MassProperties expected = ExactMass.Of(whole);

        MassProperties actual = ExactMass.Of(CappedSurface.Of(BrokenShapes.WithoutTriangle(whole, 3)).Closed);

        Assert.Equal(expected.Volume, actual.Volume, 1e-9 * expected.Volume);
        Assert.Equal(expected.Inertia.XX, actual.Inertia.XX, 1e-9 * expected.Inertia.XX);
    }

    [Fact]
    public void The_share_tells_how_much_of_the_surface_is_a_guess()
    {
        SurfaceMesh box = CellSolids.Box(1, 1, 1);

        Assert.Same(box, CappedSurface.Of(box).Closed);
        Assert.Equal(0, CappedSurface.Of(box).CapShare);
        double faceless = CappedSurface.Of(BrokenShapes.WithoutTriangle(BrokenShapes.WithoutTriangle(box, 1), 0)).CapShare;
        Assert.InRange(faceless, 0.18, 0.22);
        Assert.Equal(1, CappedSurface.Of(BrokenShapes.Square).CapShare, 1e-9);
    }

    [Fact]
    public void Several_holes_are_covered_each_by_itself()
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 3);
        SurfaceMesh holed = BrokenShapes.WithoutTriangle(BrokenShapes.WithoutTriangle(sphere, 900), 5);

        Assert.Equal(ExactMass.Of(sphere).Volume, ExactMass.Of(CappedSurface.Of(holed).Closed).Volume, 1e-9);
    }

    [Fact]
    public void A_border_that_is_no_loop_is_closed_too()
    {
        SurfaceMesh strip = BrokenShapes.WithTriangle(CellSolids.Box(1, 1, 1), 0, 1, 6);

        SurfaceMesh closed = CappedSurface.Of(strip).Closed;

        Assert.Equal(0, CappedSurface.Of(closed).CapShare);
    }
}
