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
        SurfaceMesh cubes = BrokenShapes.CubesSharingACorner;

        Assert.True(SurfaceTopology.IsManifold(cubes));
        Assert.True(SurfaceTopology.HasSplitFan(cubes));
    }

    [Fact]
    public void Fans_of_a_closed_surface_and_at_its_border_are_whole()
    {
        SurfaceMesh sphere = Spheres.Icosphere(0.1, 2);

        Assert.False(SurfaceTopology.HasSplitFan(sphere));
        Assert.False(SurfaceTopology.HasSplitFan(BrokenShapes.WithoutTriangle(sphere, 5)));
        Assert.False(SurfaceTopology.HasSplitFan(new([], [0, 1, 2])));
    }

    [Fact]
    public void Two_triangles_of_one_corner_split_its_fan() => Assert.True(SurfaceTopology.HasSplitFan(new([], [0, 1, 2, 0, 3, 4])));
}
