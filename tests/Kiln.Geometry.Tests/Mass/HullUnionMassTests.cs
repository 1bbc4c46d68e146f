using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Mass;

public sealed class HullUnionMassTests
{
    [Fact]
    public void What_two_hulls_share_counts_once()
    {
        // Together they are one box from 0 to 3 along x, and the middle third is in both.
        ConvexHull left = ConvexHull.Of(SurfaceEditing.Translated(CellSolids.Box(2, 1, 1), new(0, 0, 0)).Vertices);
        ConvexHull right = ConvexHull.Of(SurfaceEditing.Translated(CellSolids.Box(2, 1, 1), new(1, 0, 0)).Vertices);
        MassProperties whole = ExactMass.Of(ConvexHull.Of([.. left.Vertices, .. right.Vertices]).ToSurface());
        MassProperties union = HullUnionMass.Of([left, right]);
        Assert.Equal(3, union.Volume, 1e-9);
        Assert.Equal(whole.CenterOfMass.X, union.CenterOfMass.X, 1e-9);
        Assert.Equal(whole.Inertia.XX, union.Inertia.XX, 1e-9);
        Assert.Equal(whole.Inertia.YY, union.Inertia.YY, 1e-9);
    }
}
