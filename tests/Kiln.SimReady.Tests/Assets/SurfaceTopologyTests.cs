using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.SimReady.Assets;

namespace Kiln.SimReady.Tests.Assets;

public sealed class SurfaceTopologyTests
{
    [Fact]
    public void Cubes_that_touch_in_a_corner_split_its_fan()
    {
        SurfaceTopology cubes = new(BrokenShapes.CubesSharingACorner.Triangles);

        Assert.True(cubes.IsManifold);
        Assert.True(cubes.HasSplitFan);
    }

    [Fact]
    public void Fans_of_a_closed_surface_and_at_its_border_are_whole()
    {
        SurfaceMesh sphere = Spheres.Icosphere(0.1, 2);

        Assert.False(new SurfaceTopology(sphere.Triangles).HasSplitFan);
        Assert.False(new SurfaceTopology(BrokenShapes.WithoutTriangle(sphere, 5).Triangles).HasSplitFan);
        Assert.False(new SurfaceTopology([0, 1, 2]).HasSplitFan);
    }

    [Fact]
    public void Two_triangles_of_one_corner_split_its_fan() => Assert.True(new SurfaceTopology([0, 1, 2, 0, 3, 4]).HasSplitFan);
}
