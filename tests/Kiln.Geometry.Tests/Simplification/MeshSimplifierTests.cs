using System.Numerics;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Simplification;

public sealed class MeshSimplifierTests
{
    public static TheoryData<string> Names => ClosedShapes.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_closed_manifold_stays_one_with_its_topology(string name)
    {
        SurfaceMesh fine = ClosedShapes.All[name].Mesh;
        while (fine.TriangleCount < 5000)
        {
            fine = SurfaceEditing.Subdivided(fine);
        }

        int characteristic = SurfaceFacts.EulerCharacteristic(fine);
        foreach (int target in new[] { fine.TriangleCount / 2, fine.TriangleCount / 10, 4 })
        {
            SurfaceMesh coarse = MeshSimplifier.Simplify(fine, new() { TargetTriangles = target, MaximumError = 10 });

            Assert.True(SurfaceFacts.IsClosedManifold(coarse));
            Assert.Equal(characteristic, SurfaceFacts.EulerCharacteristic(coarse));
            Assert.True(coarse.TriangleCount < fine.TriangleCount);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.02)]
    public void The_target_is_met_and_the_shape_kept(double share)
    {
        SurfaceMesh fine = Spheres.Lumpy(1, 5, 3);
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(fine);
        int target = (int)(mesh.TriangleCount * share);

        SimplificationResult result = MeshSimplifier.Simplify([mesh], new() { TargetTriangles = target, MaximumError = 0.1 });

        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.InRange(result.Triangles, target - 1, target);
        Assert.InRange(result.RelativeError, 0, 0.05);
        double volume = SurfaceFacts.Volume(fine);
        Assert.Equal(volume, SurfaceFacts.Volume(ToSurface(result.Meshes[0])), 0.02 * volume);
    }

    [Fact]
    public void Flat_faces_lose_their_triangles_without_error()
    {
        SurfaceMesh fine = CellSolids.LShape(1);
        for (int i = 0; i < 4; i++)
        {
            fine = SurfaceEditing.Subdivided(fine);
        }

        SimplificationResult result = MeshSimplifier.Simplify(
            [SurfaceEditing.ToTriangleMesh(fine)], new() { TargetTriangles = 20, MaximumError = 1e-3 });

        Assert.InRange(result.Triangles, 20, 24);
        Assert.InRange(result.RelativeError, 0, 1e-6);
        Assert.Equal(4, SurfaceFacts.Volume(ToSurface(result.Meshes[0])), 1e-5);
    }

    [Fact]
    public void The_error_limit_stops_short_of_the_target()
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 4, 3));

        SimplificationResult result = MeshSimplifier.Simplify([mesh], new() { TargetTriangles = 10, MaximumError = 1e-3 });

        Assert.Equal(SimplificationStop.ErrorLimit, result.Stop);
        Assert.InRange(result.RelativeError, 0, 1e-3);
        Assert.InRange(result.Triangles, 11, mesh.TriangleCount);
    }

    [Fact]
    public void A_mesh_below_the_target_is_returned_as_it_is()
    {
        TriangleMesh mesh = TexturedShapes.Box(Vector3.One);

        SimplificationResult result = MeshSimplifier.Simplify([mesh], new() { TargetTriangles = 12 });

        Assert.Equal(SimplificationStop.NothingToDo, result.Stop);
        Assert.Same(mesh, result.Meshes[0]);
    }

    [Fact]
    public void Seams_stay_seams_and_the_surface_below_stays_closed()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 96, 48);

        SimplificationResult result = MeshSimplifier.Simplify(
            [sphere], new() { TargetTriangles = 900, MaximumError = 1, MayRelaxSeams = false });

        TriangleMesh coarse = result.Meshes[0];
        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.False(result.SeamsRelaxed);
        Assert.True(MeshCleaner.Clean([coarse]).Report.Before.IsWatertight);
        for (int t = 0; t < coarse.Indices.Length; t += 3)
        {
            // A triangle that crossed the seam would span nearly the whole texture.
            float[] u = [.. coarse.Indices[t..(t + 3)].Select(v => coarse.TexCoords0![v].X)];
            Assert.True(u.Max() - u.Min() < 0.5f);
        }

        // Both sides of the seam are still there: some places have a vertex at each end of the texture.
        Assert.Contains(coarse.TexCoords0!, uv => uv.X == 0);
        Assert.Contains(coarse.TexCoords0!, uv => uv.X == 1);
    }

    [Fact]
    public void Materials_keep_their_borders_and_no_crack_opens()
    {
        TriangleMesh whole = SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 5, 9));
        int[] upper = Triangles(whole, centre => centre.Z > 0.2f);
        int[] lower = Triangles(whole, centre => !(centre.Z > 0.2f));
        TriangleMesh[] parts = [whole with { Indices = upper, Material = 0 }, whole with { Indices = lower, Material = 1 }];

        SimplificationResult result = MeshSimplifier.Simplify(parts, new() { TargetTriangles = 1500, MaximumError = 1 });

        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        CleanedModel model = MeshCleaner.Clean(result.Meshes);
        Assert.True(model.Report.Before.IsWatertight);
        Assert.Equal([0, 1], result.Meshes.Select(m => m.Material));
        Assert.All(result.Meshes, m => Assert.True(m.TriangleCount > 300));
        Assert.True(result.Meshes[0].Positions.Min(p => p.Z) > 0.1f);
    }

    [Fact]
    public void Triangles_that_each_show_the_whole_texture_are_not_stuck()
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(BrokenShapes.Unwelded(Spheres.Icosphere(1, 4)));
        Vector2[] texCoords = [.. Enumerable.Range(0, mesh.VertexCount).Select(v => new Vector2(v % 3 == 1 ? 1 : 0, v % 3 == 2 ? 1 : 0))];

        SimplificationResult result = MeshSimplifier.Simplify(
            [mesh with { TexCoords0 = texCoords }], new() { TargetTriangles = 500, MaximumError = 1 });

        Assert.True(result.SeamsRelaxed);
        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.True(MeshCleaner.Clean(result.Meshes).Report.Before.IsWatertight);
    }

    [Fact]
    public void An_open_border_stays_in_place()
    {
        TriangleMesh sheet = TexturedShapes.Patch(40, 40, -1, (u, v) =>
            (new Vector3(u, v, 0.05f * MathF.Sin(9 * u) * MathF.Cos(7 * v)), Vector3.UnitZ));

        SimplificationResult result = MeshSimplifier.Simplify([sheet], new() { TargetTriangles = 200, MaximumError = 1 });

        Bounds3d bounds = ToSurface(result.Meshes[0]).Bounds;
        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.Equal(0, bounds.Min.X, 1e-6);
        Assert.Equal(1, bounds.Max.X, 1e-6);
        Assert.Equal(0, bounds.Min.Y, 1e-6);
        Assert.Equal(1, bounds.Max.Y, 1e-6);
        Assert.Equal(1, SurfaceStatistics.Of(ToSurface(result.Meshes[0])).Components);
    }

    [Fact]
    public void Attributes_follow_their_vertices()
    {
        // Texture coordinates that are a linear function of position must stay so, wherever vertices are placed.
        TriangleMesh sheet = TexturedShapes.Patch(30, 30, -1, (u, v) => (new Vector3(2 * u, 3 * v, 0), Vector3.UnitZ));

        TriangleMesh coarse = MeshSimplifier.Simplify([sheet], new() { TargetTriangles = 60, MaximumError = 0.1 }).Meshes[0];

        for (int v = 0; v < coarse.VertexCount; v++)
        {
            Assert.Equal(coarse.Positions[v].X, 2 * coarse.TexCoords0![v].X, 1e-4f);
            Assert.Equal(coarse.Positions[v].Y, 3 * coarse.TexCoords0[v].Y, 1e-4f);
        }
    }

    [Fact]
    public void No_triangle_is_turned_over()
    {
        SurfaceMesh coarse = MeshSimplifier.Simplify(
            RevolvedSolids.UvSphere(1, 128, 64), new SimplificationOptions { TargetTriangles = 800, MaximumError = 1 });

        for (int t = 0; t < coarse.Triangles.Length; t += 3)
        {
            (Vector3d a, Vector3d b, Vector3d c) = SurfaceFacts.Corners(coarse, t);
            Assert.True(Vector3d.Dot(Vector3d.Cross(b - a, c - a), a + b + c) > 0);
        }
    }

    [Fact]
    public void Non_manifold_and_broken_input_does_no_harm()
    {
        SurfaceMesh[] inputs =
        [
            BrokenShapes.CubesSharingAnEdge, BrokenShapes.CubesSharingACorner, BrokenShapes.CubesFaceToFace,
            BrokenShapes.MoebiusStrip(64), BrokenShapes.ShuffledWinding(Spheres.Icosphere(1, 3), 4),
            BrokenShapes.TJunction(coveredBySliver: true), SurfaceEditing.Combined(Spheres.Icosphere(1, 3), Spheres.Icosphere(1, 3)),
        ];
        foreach (SurfaceMesh input in inputs)
        {
            SurfaceMesh fine = SurfaceEditing.Subdivided(input);
            SurfaceMesh coarse = MeshSimplifier.Simplify(fine, new() { TargetTriangles = 8, MaximumError = 1 });

            Assert.All(coarse.Vertices, v => Assert.True(v.IsFinite));
            Assert.All(coarse.Triangles, v => Assert.InRange(v, 0, coarse.Vertices.Length - 1));
        }
    }

    [Fact]
    public void The_result_does_not_depend_on_who_runs_it()
    {
        TriangleMesh mesh = TexturedShapes.Torus(1, 0.3f, 64, 32);
        var options = new SimplificationOptions { TargetTriangles = 500, MaximumError = 1 };
        SimplificationResult alone = MeshSimplifier.Simplify([mesh], options);

        var results = new SimplificationResult[8];
        Parallel.For(0, results.Length, i => results[i] = MeshSimplifier.Simplify([mesh], options));

        Assert.All(results, result =>
        {
            Assert.Equal(alone.Meshes[0].Positions, result.Meshes[0].Positions);
            Assert.Equal(alone.Meshes[0].Indices, result.Meshes[0].Indices);
            Assert.Equal(alone.RelativeError, result.RelativeError);
        });
    }

    [Theory]
    [InlineData(1e-3f, 0)]
    [InlineData(100, 0)]
    [InlineData(1, 1000)]
    public void Size_and_place_do_not_matter(float size, float offset)
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(SurfaceEditing.Transformed(
            Spheres.Lumpy(1, 4, 2), Affine3d.Scale(new(size, size, size)) with { Origin = new(offset, offset, offset) }));

        SimplificationResult result = MeshSimplifier.Simplify([mesh], new() { TargetTriangles = 500, MaximumError = 0.1 });

        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.InRange(result.RelativeError, 0, 0.02);
        Assert.Equal(result.RelativeError * 2.5 * size, result.Error, result.Error);
    }

    [Fact]
    public void Cancellation_is_obeyed()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            MeshSimplifier.Simplify(Spheres.Icosphere(1, 3), new SimplificationOptions { TargetTriangles = 10 }, source.Token));
    }

    private static int[] Triangles(TriangleMesh mesh, Func<Vector3, bool> chosen) =>
        [.. Enumerable.Range(0, mesh.TriangleCount)
            .Where(t => chosen((mesh.Positions[mesh.Indices[t * 3]] + mesh.Positions[mesh.Indices[(t * 3) + 1]] +
                mesh.Positions[mesh.Indices[(t * 3) + 2]]) / 3))
            .SelectMany(t => mesh.Indices[(t * 3)..((t * 3) + 3)])];

    private static SurfaceMesh ToSurface(TriangleMesh mesh) => new([.. mesh.Positions.Select(p => (Vector3d)p)], mesh.Indices);
}
