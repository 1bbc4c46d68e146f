using System.Numerics;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class CleanedAttributesTests
{
    [Fact]
    public void Seams_keep_their_attributes_and_the_surface_below_is_closed()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 32, 16, material: 3);

        CleanedModel model = MeshCleaner.Clean([sphere]);

        Assert.True(model.Report.After.IsWatertight);
        Assert.True(SurfaceFacts.IsClosedManifold(model.Surface));
        TriangleMesh cleaned = model.Meshes[0];
        Assert.Equal(3, cleaned.Material);
        Assert.Equal(sphere.TriangleCount, cleaned.TriangleCount);
        Assert.True(cleaned.VertexCount > model.Surface.Vertices.Length);
        for (int i = 0; i < sphere.Indices.Length; i++)
        {
            Assert.Equal(sphere.TexCoords0![sphere.Indices[i]], cleaned.TexCoords0![cleaned.Indices[i]]);
        }
    }

    [Fact]
    public void Triangles_of_the_surface_are_those_of_the_meshes_in_order()
    {
        TriangleMesh left = SurfaceEditing.ToTriangleMesh(CellSolids.Box(1, 1, 1), 0);
        TriangleMesh right = SurfaceEditing.ToTriangleMesh(SurfaceEditing.Translated(Spheres.Icosphere(1, 1), new(5, 0, 0)), 1);

        CleanedModel model = MeshCleaner.Clean([left, right]);

        int corner = 0;
        for (int m = 0; m < model.Meshes.Count; m++)
        {
            foreach (int index in model.Meshes[m].Indices)
            {
                Assert.Equal(m, model.MeshOfTriangle[corner / 3]);
                Assert.Equal((Vector3)model.Surface.Vertices[model.Surface.Triangles[corner++]], model.Meshes[m].Positions[index]);
            }
        }
    }

    [Fact]
    public void A_solid_of_two_materials_is_closed_as_a_whole()
    {
        TriangleMesh whole = SurfaceEditing.ToTriangleMesh(Spheres.Icosphere(1, 3));
        TriangleMesh[] halves =
        [
            whole with { Indices = whole.Indices[..900], Material = 0 },
            whole with { Indices = whole.Indices[900..], Material = 1 },
        ];

        CleanedModel model = MeshCleaner.Clean(halves);

        Assert.True(model.Report.After.IsWatertight);
        Assert.Equal([0, 1], model.Meshes.Select(mesh => mesh.Material));
    }

    [Fact]
    public void A_hole_between_two_materials_is_filled()
    {
        TriangleMesh whole = SurfaceEditing.ToTriangleMesh(Spheres.Icosphere(1, 5));
        int center = whole.Indices[3000];
        int[][] triangles = [.. whole.Indices.Chunk(3).Where(triangle => !triangle.Contains(center))];
        TriangleMesh Half(bool left, int material) => whole with
        {
            Indices = [.. triangles.Where(triangle => triangle.Sum(v => whole.Positions[v].X) < 3 * whole.Positions[center].X == left).SelectMany(t => t)],
            Material = material,
        };

        CleanedModel model = MeshCleaner.Clean([Half(true, 0), Half(false, 1)]);

        Assert.Equal(1, model.Report.HolesFilled);
        Assert.True(model.Report.After.IsWatertight);
        Assert.Equal(model.Surface.TriangleCount, model.Meshes.Sum(mesh => mesh.TriangleCount));
        Assert.All(model.Meshes, mesh => Assert.All(mesh.Positions, p => Assert.InRange(p.Length(), 0.999f, 1.001f)));
    }

    [Fact]
    public void A_box_without_normals_gets_flat_ones_and_a_sphere_smooth_ones()
    {
        TriangleMesh box = MeshCleaner.Clean([SurfaceEditing.ToTriangleMesh(CellSolids.Box(1, 1, 1))]).Meshes[0];
        TriangleMesh sphere = MeshCleaner.Clean([SurfaceEditing.ToTriangleMesh(Spheres.Icosphere(1, 3))]).Meshes[0];

        Assert.Equal(24, box.VertexCount);
        Assert.All(box.Normals!, n => Assert.Equal(1, MathF.Abs(n.X) + MathF.Abs(n.Y) + MathF.Abs(n.Z), 1e-6f));
        Assert.Equal(642, sphere.VertexCount);
        for (int v = 0; v < sphere.VertexCount; v++)
        {
            Assert.True(Vector3.Dot(sphere.Normals![v], Vector3.Normalize(sphere.Positions[v])) > 0.999f);
        }
    }

    [Fact]
    public void Valid_normals_are_kept_and_bad_ones_replaced()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 16, 8);
        Vector3[] bad = [.. sphere.Normals!.Select((n, i) => (i % 3) switch { 0 => n, 1 => -n, _ => n * 7 })];

        TriangleMesh kept = MeshCleaner.Clean([sphere]).Meshes[0];
        TriangleMesh mended = MeshCleaner.Clean([sphere with { Normals = bad }]).Meshes[0];

        Assert.Equal(sphere.Indices.Select(i => sphere.Normals![i]), kept.Indices.Select(i => kept.Normals![i]));
        Assert.All(mended.Normals!, n => Assert.Equal(1, n.Length(), 1e-3f));
        for (int v = 0; v < mended.VertexCount; v++)
        {
            Assert.True(Vector3.Dot(mended.Normals![v], mended.Positions[v]) > 0.9f);
        }
    }

    [Fact]
    public void Split_gives_each_piece_its_own_vertices()
    {
        SurfaceMesh pair = SurfaceEditing.Combined(CellSolids.Box(1, 1, 1), SurfaceEditing.Translated(Spheres.Icosphere(1, 1), new(5, 0, 0)));

        SurfaceMesh[] parts = SurfaceComponents.Split(pair);

        Assert.Equal([12, 80], parts.Select(part => part.TriangleCount));
        Assert.Equal([8, 42], parts.Select(part => part.Vertices.Length));
        Assert.All(parts, part => Assert.True(SurfaceFacts.IsClosedManifold(part)));
    }
}
