using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;
using Kiln.Geometry.Tests.Cleaning;

namespace Kiln.Geometry.Tests.Simplification;

public sealed class FlatShadingTests
{
    [Fact]
    public void A_faceted_shape_comes_out_faceted_and_as_near_as_a_smooth_one() => Prop.ForAll(Gen.Choose(1, 1000).ToArbitrary(), seed =>
    {
        SurfaceMesh shape = Spheres.Lumpy(1, 4, seed);
        TriangleMesh faceted = Faceted(SurfaceEditing.ToTriangleMesh(BrokenShapes.Unwelded(shape)));
        var options = new SimplificationOptions { TargetTriangles = 500, MaximumError = 1 };

        SimplificationResult result = MeshSimplifier.Simplify([faceted], options);

        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        Assert.False(result.SeamsRelaxed);
        double smoothError = MeshSimplifier.Simplify([SurfaceEditing.ToTriangleMesh(shape)], options).RelativeError;
        Assert.InRange(result.RelativeError, 0, 1.1 * smoothError);
        AssertFaceted(result.Meshes[0]);
        Assert.True(MeshCleaner.Clean(result.Meshes).Report.Before.IsWatertight);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Fact]
    public void The_seams_of_its_texture_stay()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 96, 48);
        int[] corners = sphere.Indices;
        TriangleMesh faceted = Faceted(new()
        {
            Positions = [.. corners.Select(v => sphere.Positions[v])],
            TexCoords0 = [.. corners.Select(v => sphere.TexCoords0![v])],
            Indices = [.. Enumerable.Range(0, corners.Length)],
        });

        SimplificationResult result = MeshSimplifier.Simplify([faceted], new() { TargetTriangles = 900, MaximumError = 1, MayRelaxSeams = false });

        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        TriangleMesh coarse = result.Meshes[0];
        AssertFaceted(coarse);
        for (int h = 0; h < coarse.Indices.Length; h += 3)
        {
            // A triangle that crossed the seam would span nearly the whole texture.
            float[] u = [.. coarse.Indices[h..(h + 3)].Select(v => coarse.TexCoords0![v].X)];
            Assert.True(u.Max() - u.Min() < 0.5f);
        }
    }

    [Fact]
    public void Triangles_in_one_plane_share_their_vertices()
    {
        TriangleMesh box = TexturedShapes.Box(new(1, 2, 3), divisions: 20);

        TriangleMesh coarse = MeshSimplifier.Simplify([box], new() { TargetTriangles = 300, MaximumError = 1e-4 }).Meshes[0];

        AssertFaceted(coarse);
        Assert.InRange(coarse.VertexCount, 100, coarse.TriangleCount);
    }

    [Fact]
    public void Smooth_shapes_and_planes_are_not_taken_for_faceted_ones()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 64, 32);
        TriangleMesh plane = TexturedShapes.Patch(200, 200, -1, (u, v) => (new Vector3(u, v, 0), Vector3.UnitZ));
        TriangleMesh wavy = TexturedShapes.Patch(20, 20, -1, (u, v) => (new Vector3(u, v, MathF.Sin(9 * u)), Vector3.UnitZ));

        Assert.True(FlatShading.IsFlat(Faceted(SurfaceEditing.ToTriangleMesh(BrokenShapes.Unwelded(Spheres.Icosphere(1, 2))))));
        Assert.True(FlatShading.IsFlat(TexturedShapes.Box(Vector3.One)));
        Assert.False(FlatShading.IsFlat(sphere));
        Assert.False(FlatShading.IsFlat(plane));
        Assert.False(FlatShading.IsFlat(wavy));
        Assert.False(FlatShading.IsFlat(sphere with { Normals = null }));

        // Mostly flat faces, and some that are round between them.
        TriangleMesh rounded = new()
        {
            Positions = [.. plane.Positions, .. TexturedShapes.Box(Vector3.One).Positions, .. sphere.Positions],
            Normals = [.. plane.Normals!, .. TexturedShapes.Box(Vector3.One).Normals!, .. sphere.Normals!],
            Indices =
            [
                .. plane.Indices,
                .. TexturedShapes.Box(Vector3.One).Indices.Select(v => v + plane.VertexCount),
                .. sphere.Indices[..300].Select(v => v + plane.VertexCount + 24),
            ],
        };
        Assert.False(FlatShading.IsFlat(rounded));
    }

    [Fact]
    public void Broken_numbers_and_triangles_without_area_do_no_harm()
    {
        TriangleMesh box = TexturedShapes.Box(Vector3.One, divisions: 4);
        TriangleMesh broken = box with { Positions = [.. box.Positions], Indices = [.. box.Indices, 0, 0, 1] };

        TriangleMesh coarse = MeshSimplifier.Simplify([broken], new() { TargetTriangles = 100 }).Meshes[0];
        broken.Positions[3] = new(float.NaN, 0, 0);
        var fault = Assert.Throws<InvalidModelException>(() => MeshSimplifier.Simplify([broken], new() { TargetTriangles = 100 }));

        Assert.All(coarse.Normals!, normal => Assert.Equal(1, normal.Length(), 1e-5f));
        Assert.Equal("meshes[0].positions[3]", fault.Location);
    }

    private static void AssertFaceted(TriangleMesh mesh)
    {
        for (int h = 0; h < mesh.Indices.Length; h += 3)
        {
            Vector3 a = mesh.Positions[mesh.Indices[h]];
            Vector3 face = Vector3.Normalize(Vector3.Cross(mesh.Positions[mesh.Indices[h + 1]] - a, mesh.Positions[mesh.Indices[h + 2]] - a));
            Assert.All(mesh.Indices[h..(h + 3)], v => Assert.True(Vector3.Distance(face, mesh.Normals![v]) < 1e-3f));
        }
    }

    private static TriangleMesh Faceted(TriangleMesh unwelded)
    {
        var normals = new Vector3[unwelded.VertexCount];
        for (int v = 0; v < normals.Length; v += 3)
        {
            Vector3[] p = unwelded.Positions[v..(v + 3)];
            normals[v] = normals[v + 1] = normals[v + 2] = Vector3.Normalize(Vector3.Cross(p[1] - p[0], p[2] - p[0]));
        }

        return unwelded with { Normals = normals };
    }
}
