using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Collision;

namespace Kiln.SimReady.Tests.Collision;

public sealed class HullCoverageTests
{
    public static TheoryData<string, SurfaceMesh> ThinWalled => new()
    {
        { "container", CellSolids.OpenContainer(new(1, 0.8, 0.5), 0.004) },
        { "plate", PlateSolids.PlateWithHoles(3, 2, 1, 0.3, 0.02, 24) },
        { "mug", SweptSolids.Mug(0.04, 0.1, 0.002, 48) },
    };

    [Theory]
    [MemberData(nameof(ThinWalled))]
    public void Volumes_of_thin_walls_along_the_axes_come_out_too(string name, SurfaceMesh solid)
    {
        HullCoverage measured = HullCoverage.Measure([solid], [solid], CancellationToken.None)!;

        double exact = ExactMass.SignedVolume(solid);
        Assert.True(Math.Abs(measured.SolidVolume - exact) < 0.01 * exact, $"{name}: {measured.SolidVolume} for {exact}");
        Assert.Equal(1, measured.Iou, 1e-9);
        Assert.Equal(0, measured.Overlap, 1e-9);
    }

    [Fact]
    public void Hulls_that_share_space_overlap_by_it()
    {
        SurfaceMesh box = CellSolids.OpenContainer(new(1, 1, 1), 0.4);

        HullCoverage twice = HullCoverage.Measure([box], [box, box], CancellationToken.None)!;

        Assert.Equal(1, twice.Overlap, 1e-9);
        Assert.Equal(twice.SolidVolume, twice.UnionVolume, 1e-12);
    }
}
