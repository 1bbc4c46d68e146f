using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;
using Kiln.Geometry.Tests.Cleaning;

namespace Kiln.Geometry.Tests.Simplification;

public sealed class DamagedMeshSimplificationTests
{
    [Fact]
    public void Any_input_keeps_to_target_error_and_box() => Prop.ForAll(DamagedMesh.Seeds, seed =>
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(SurfaceEditing.Subdivided(DamagedMesh.Make(seed)));
        var options = new SimplificationOptions { TargetTriangles = new Random(seed).Next(mesh.TriangleCount + 10), MaximumError = 0.05 };

        SimplificationResult result = MeshSimplifier.Simplify([mesh], options);

        Assert.InRange(result.Triangles, 0, mesh.TriangleCount);
        Assert.Equal(result.Triangles, result.Meshes[0].TriangleCount);
        Assert.Equal(result.Triangles <= options.TargetTriangles, result.Stop is SimplificationStop.TargetReached or SimplificationStop.NothingToDo);
        Assert.InRange(result.RelativeError, 0, options.MaximumError);
        Bounds3d box = Box(mesh);
        double slack = (result.RelativeError + 0.05) * box.Diagonal;
        Assert.All(result.Meshes[0].Positions, p => Assert.True(
            p.X > box.Min.X - slack && p.Y > box.Min.Y - slack && p.Z > box.Min.Z - slack
            && p.X < box.Max.X + slack && p.Y < box.Max.Y + slack && p.Z < box.Max.Z + slack));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Simplification_breaks_nothing() => Prop.ForAll(DamagedMesh.Seeds, seed =>
    {
        // In single precision, as that is what is simplified: far from the origin places fall together by it.
        SurfaceMesh fine = SurfaceEditing.Subdivided(MeshCleaner.Clean(DamagedMesh.Make(seed)).Surface);
        SurfaceStatistics before = SurfaceStatistics.Of(new SurfaceMesh([.. fine.Vertices.Select(v => (Vector3d)(Vector3)v)], fine.Triangles));
        if (before.Bounds.Center.Length > 100 * before.Bounds.Diagonal)
        {
            return;
        }

        SurfaceStatistics after = SurfaceStatistics.Of(MeshSimplifier.Simplify(fine, new() { TargetTriangles = fine.TriangleCount / 3, MaximumError = 0.1 }));

        Assert.InRange(after.NonManifoldEdges, 0, before.NonManifoldEdges);
        Assert.InRange(after.InconsistentEdges, 0, before.InconsistentEdges);
        Assert.InRange(after.BoundaryEdges, 0, before.BoundaryEdges);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Small_parts_survive_beside_large_ones()
    {
        SurfaceMesh large = Spheres.Lumpy(1, 5, 3);
        SurfaceMesh small = SurfaceEditing.Transformed(Spheres.Icosphere(1, 2), Affine3d.Scale(new(1e-3, 1e-3, 1e-3)) with { Origin = new(3, 0, 0) });

        SurfaceMesh coarse = MeshSimplifier.Simplify(SurfaceEditing.Combined(large, small), new SimplificationOptions { TargetTriangles = 400 });

        SurfaceStatistics facts = SurfaceStatistics.Of(coarse);
        Assert.Equal(2, facts.Components);
        Assert.True(facts.IsWatertight);
    }

    [Fact]
    public void A_sheet_is_never_lost()
    {
        SurfaceMesh leaf = SurfaceEditing.Transformed(BrokenShapes.Square, Affine3d.Scale(new(1e-3, 1e-3, 1e-3)) with { Origin = new(2, 0, 0) });
        SurfaceMesh fine = SurfaceEditing.Combined(Spheres.Icosphere(1, 3), SurfaceEditing.Subdivided(leaf));

        SurfaceStatistics coarse = SurfaceStatistics.Of(MeshSimplifier.Simplify(fine, new SimplificationOptions { TargetTriangles = 0, MaximumError = 1 }));

        Assert.Equal(2, coarse.Components);
        Assert.True(coarse.BoundaryEdges >= 3);
    }

    [Fact]
    public void Points_without_extent_and_unreachable_targets_end_with_a_reason()
    {
        TriangleMesh point = new() { Positions = [Vector3.One, Vector3.One, Vector3.One], Indices = [0, 1, 2] };
        TriangleMesh single = new() { Positions = [Vector3.Zero, Vector3.UnitX, Vector3.UnitY], Indices = [0, 1, 2] };
        TriangleMesh box = SurfaceEditing.ToTriangleMesh(CellSolids.Box(1, 1, 1));

        Assert.Equal(SimplificationStop.NoCollapseLeft, MeshSimplifier.Simplify([point], new() { TargetTriangles = 0 }).Stop);
        Assert.Equal(1, MeshSimplifier.Simplify([single], new() { TargetTriangles = 1 }).Triangles);
        Assert.Equal(1, MeshSimplifier.Simplify([single], new() { TargetTriangles = 0, MaximumError = 0.01 }).Triangles);
        Assert.InRange(MeshSimplifier.Simplify([box], new() { TargetTriangles = 0, MaximumError = 100 }).Triangles, 4, 12);
        Assert.Equal(12, MeshSimplifier.Simplify([box], new() { TargetTriangles = 1, MaximumError = 0 }).Triangles);
    }

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(Spheres.Icosphere(1, 3));
        mesh.Positions[7] = new(float.NaN, 0, 0);

        Assert.Throws<InvalidModelException>(() => MeshSimplifier.Simplify([mesh], new() { TargetTriangles = 100 }));
    }

    private static Bounds3d Box(TriangleMesh mesh)
    {
        Bounds3d box = Bounds3d.Empty;
        foreach (Vector3 position in mesh.Positions)
        {
            box = box.Including(position);
        }

        return box;
    }
}
