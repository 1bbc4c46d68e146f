using System.Numerics;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

public sealed class TangentGeneratorTests
{
    [Fact]
    public void A_sheet_with_an_upright_image_has_the_tangent_of_U_and_sign_plus_one()
    {
        TriangleMesh sheet = TexturedShapes.Patch(3, 3, -1, (u, v) => (new Vector3(u, -v, 0), Vector3.UnitZ));

        TriangleMesh result = TangentGenerator.Generate(sheet);

        Assert.Equal(sheet.VertexCount, result.VertexCount);
        Assert.All(result.Tangents!, tangent => Assert.True((tangent - new Vector4(1, 0, 0, 1)).Length() < 1e-6f));
    }

    [Fact]
    public void A_mirrored_image_has_sign_minus_one()
    {
        TriangleMesh sheet = TexturedShapes.Patch(3, 3, -1, (u, v) => (new Vector3(u, -v, 0), Vector3.UnitZ));
        TriangleMesh mirrored = sheet with { TexCoords0 = [.. sheet.TexCoords0!.Select(uv => new Vector2(1 - uv.X, uv.Y))] };

        Assert.All(TangentGenerator.Generate(mirrored).Tangents!, tangent => Assert.True((tangent - new Vector4(-1, 0, 0, -1)).Length() < 1e-6f));
    }

    [Fact]
    public void On_a_sphere_tangents_run_along_the_parallels_at_right_angles_to_the_normals()
    {
        TriangleMesh sphere = TangentGenerator.Generate(TexturedShapes.Sphere(1, 64, 32));

        for (int v = 0; v < sphere.VertexCount; v++)
        {
            var tangent = new Vector3(sphere.Tangents![v].X, sphere.Tangents[v].Y, sphere.Tangents[v].Z);
            Assert.Equal(1, tangent.Length(), 1e-5f);
            Assert.Equal(0, Vector3.Dot(tangent, sphere.Normals![v]), 1e-5f);
            Assert.Equal(1, sphere.Tangents[v].W);
            if (MathF.Abs(sphere.Positions[v].Z) < 0.9f)
            {
                var east = Vector3.Normalize(new Vector3(-sphere.Positions[v].Y, sphere.Positions[v].X, 0));
                Assert.True(Vector3.Dot(tangent, east) > 0.99f);
            }
        }
    }

    [Fact]
    public void A_vertex_between_mirrored_halves_is_doubled()
    {
        TriangleMesh sheet = TexturedShapes.Patch(4, 1, -1, (u, v) => (new Vector3(u, -v, 0), Vector3.UnitZ));
        TriangleMesh folded = sheet with { TexCoords0 = [.. sheet.TexCoords0!.Select(uv => new Vector2(MathF.Abs(uv.X - 0.5f), uv.Y))] };

        TriangleMesh result = TangentGenerator.Generate(folded);

        Assert.Equal(sheet.VertexCount + 2, result.VertexCount);
        Assert.Equal(sheet.TriangleCount, result.TriangleCount);
        Assert.Contains(result.Tangents!, tangent => tangent.W == 1);
        Assert.Contains(result.Tangents!, tangent => tangent.W == -1);
    }

    [Fact]
    public void Without_texture_area_or_attributes_nothing_breaks()
    {
        TriangleMesh sphere = TexturedShapes.Sphere(1, 8, 4);
        TriangleMesh flat = sphere with { TexCoords0 = new Vector2[sphere.VertexCount] };

        Assert.All(TangentGenerator.Generate(flat).Tangents!, tangent =>
            Assert.Equal(1, new Vector3(tangent.X, tangent.Y, tangent.Z).Length(), 1e-5f));
        Assert.Same(sphere, TangentGenerator.Generate(sphere, texCoordSet: 1));
    }
}
