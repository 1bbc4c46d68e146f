using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

/// <summary>Unit cubes in some of the 64 cells of a grid: they touch in faces, edges and corners in every way that cubes can.</summary>
public sealed class TouchingSolidsTests
{
    private const int Side = 4;

    private static void ForAny(Action<HashSet<int>> holds) => Prop.ForAll(DamagedMesh.Seeds, seed =>
    {
        var random = new Random(seed);
        double share = 0.1 + (0.9 * random.NextDouble());
        HashSet<int> filled = [.. Enumerable.Range(0, Side * Side * Side).Where(_ => random.NextDouble() < share)];
        if (filled.Count > 0)
        {
            holds(filled);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Cubes_of_their_own_stay_apart_and_closed() => ForAny(filled =>
    {
        SurfaceMesh heap = SurfaceEditing.Combined([.. filled.Select(Cube)]);
        foreach (SurfaceMesh mesh in new[] { heap, BrokenShapes.Unwelded(heap) })
        {
            SurfaceStatistics after = MeshCleaner.Clean(mesh).Report.After;

            Assert.True(after.IsWatertight);
            Assert.Equal(filled.Count, after.Components);
            Assert.Equal(filled.Count, after.Volume, 1e-9);
        }
    });

    [Fact]
    public void The_skin_of_all_cubes_together_stays_closed() => ForAny(filled =>
    {
        double[] lines = [.. Enumerable.Range(0, Side + 1)];
        SurfaceMesh skin = CellSolids.FromCells(lines, lines, lines, (i, j, k) => filled.Contains(i + (Side * (j + (Side * k)))));

        SurfaceStatistics after = MeshCleaner.Clean(skin).Report.After;

        Assert.True(after.IsWatertight);
        Assert.Equal(skin.TriangleCount, after.Triangles);
        Assert.Equal(filled.Count, after.Volume, 1e-9);
    });

    // Every other one is mirrored, so that the diagonals of touching faces lie upon each other.
    private static SurfaceMesh Cube(int cell)
    {
        (int i, int j, int k) = (cell % Side, cell / Side % Side, cell / (Side * Side));
        var scale = new Vector3d(i % 2 == 0 ? 1 : -1, j % 2 == 0 ? 1 : -1, k % 2 == 0 ? 1 : -1);
        return SurfaceEditing.Transformed(CellSolids.Box(1, 1, 1), Affine3d.Scale(scale) with { Origin = new(i, j, k) });
    }
}
