using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Obj;

public sealed class ObjReaderTests
{
    private static Scene Read(string text) => ModelReader.Read(new ModelSource("part.obj", Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("f 1 2 3")]
    [InlineData("f -3 -2 -1")]
    [InlineData("f 1// 2// 3//")]
    [InlineData("f 1 2 \\\n 3")]
    [InlineData("f 1 2\\\r\n3\r\n")]
    [InlineData("\tf\t1  2\t3 \r\n# end")]
    [InlineData("f 1 2 3 # a face")]
    [InlineData("# made of C:\\models\\\nf 1 2 3")]
    [InlineData("f 1 2 3\r")]
    public void Index_forms_and_layouts_mean_the_same(string face)
    {
        TriangleMesh mesh = Read("v 0 0 0\nv 1 0 0\nv 0 1 0\n" + face).Meshes[0].Primitives[0];
        Assert.Equal([new Vector3(0, 0, 0), new Vector3(1, 0, 0), new Vector3(0, 1, 0)], mesh.Positions);
        Assert.Equal([0, 1, 2], mesh.Indices);
        Assert.Null(mesh.Normals);
        Assert.Null(mesh.TexCoords0);
    }

    [Fact]
    public void Texture_coordinates_are_turned_and_normals_kept()
    {
        TriangleMesh mesh = Read(
            "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0.25\nvt 0 1\nvn 0 0 2\nf 1/1/1 2/2/1 3/3/1\n").Meshes[0].Primitives[0];
        Assert.Equal([new Vector2(0, 1), new Vector2(1, 0.75f), new Vector2(0, 0)], mesh.TexCoords0!);
        Assert.All(mesh.Normals!, normal => Assert.Equal(Vector3.UnitZ, normal));
    }

    [Fact]
    public void Corners_that_differ_in_texture_coordinates_are_separate_vertices()
    {
        TriangleMesh mesh = Read(
            "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 1\nf 1/1 2/1 3/1\nf 1/1 3/1 4/2\nf 1/2 3/1 4/2\n").Meshes[0].Primitives[0];
        Assert.Equal(5, mesh.VertexCount);
        Assert.Equal([0, 1, 2, 0, 2, 3, 4, 2, 3], mesh.Indices);
    }

    [Fact]
    public void A_concave_polygon_is_cut_inside_its_outline()
    {
        // An L of area 3 in the plane x = 2; a fan from its first corner would cover the notch.
        TriangleMesh mesh = Read(
            "v 2 1 1\nv 2 1 2\nv 2 0 2\nv 2 0 0\nv 2 2 0\nv 2 2 1\nf 1 2 3 4 5 6\n").Meshes[0].Primitives[0];
        Assert.Equal(4, mesh.TriangleCount);
        float area = 0;
        Vector3 normal = Vector3.Zero;
        for (int i = 0; i < mesh.Indices.Length; i += 3)
        {
            Vector3 a = mesh.Positions[mesh.Indices[i]];
            var cross = Vector3.Cross(mesh.Positions[mesh.Indices[i + 1]] - a, mesh.Positions[mesh.Indices[i + 2]] - a);
            area += cross.Length() / 2;
            normal += cross / 2;
        }

        Assert.Equal(3, area, 5);
        Assert.Equal(3, normal.Length(), 5);
    }

    [Fact]
    public void Objects_become_parts_and_materials_split_them()
    {
        Scene scene = Read(
            "v 0 0 0\nv 1 0 0\nv 0 1 0\no left one\nusemtl steel\nf 1 2 3\nusemtl wood\nf 1 2 3\ng ignored\no right\nf 3 2 1\no left one\nusemtl steel\nf 1 2 3\n");
        Assert.Equal(["left one", "right"], scene.Nodes.Select(node => node.Name));
        Assert.Equal(["steel", "wood"], scene.Materials.Select(material => material.Name));
        Assert.Equal([2, 1], scene.Meshes[0].Primitives.Select(mesh => mesh.TriangleCount));
        Assert.Equal(1, scene.Meshes[1].Primitives[0].Material);
    }

    [Fact]
    public void Vertex_colours_are_read_as_linear()
    {
        TriangleMesh mesh = Read("v 0 0 0 1 0 0\nv 1 0 0 0.5 0.5 0.5\nv 0 1 0 0 0 1\nf 1 2 3\n").Meshes[0].Primitives[0];
        Assert.Equal(new Vector4(1, 0, 0, 1), mesh.Colors![0]);
        Assert.Equal(0.21404f, mesh.Colors[1].X, 4);
    }

    [Theory]
    [InlineData("v 0 0\nf 1 1 1", "line 1")]
    [InlineData("v 0 0 nan\nf 1 1 1", "line 1")]
    [InlineData("v 0 0 1e999\nf 1 1 1", "line 1")]
    [InlineData("v 0 0 0\nf 1 1 2", "line 2")]
    [InlineData("v 0 0 0\n\nf 1 1 -2", "line 3")]
    [InlineData("v 0 0 0\nf 0 1 1", "line 2")]
    [InlineData("v 0 0 0\nf 1 1", "line 2")]
    [InlineData("v 0 0 0\nf 1 1 x", "line 2")]
    [InlineData("v 0 0 0\nf 1/1 1 1", "line 2")]
    [InlineData("v 0 0 0\rf 1 1 1\rf 1 1 2\r", "line 3")]
    [InlineData("v 0 0 0\r\n\r\nf 1 1 2\r\n", "line 3")]
    [InlineData("v 0,5 0 0\nf 1 1 1", "line 1")]
    [InlineData("v 0x1p3 0 0\nf 1 1 1", "line 1")]
    public void Faults_name_the_line(string text, string line) =>
        Assert.Equal(line, Assert.Throws<InvalidModelException>(() => Read(text)).Location);

    [Fact]
    public void Free_form_surfaces_lines_and_points_are_left_out_with_a_warning_each()
    {
        Scene scene = Read("v 0 0 0\nv 1 0 0\nv 0 1 0\ncstype bspline\ndeg 3\ncurv 0 1 1 2 3\nparm u 0 1\nend\nl 1 2\nl 2 3\np 1\nf 1 2 3\n");
        Assert.Equal(["curv", "l", "p"], scene.Warnings.Select(warning => warning.Split('"')[1]));
        Assert.Equal(1, scene.Meshes[0].Primitives[0].TriangleCount);
    }

    [Fact]
    public void A_face_without_normals_leaves_its_part_without_them()
    {
        TriangleMesh mesh = Read("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nvn 0 0 1\nf 1//1 2//1 3//1\nf 2 4 3\n").Meshes[0].Primitives[0];
        Assert.Null(mesh.Normals);
        Assert.Equal(2, mesh.TriangleCount);
    }

    [Fact]
    public void A_file_of_points_alone_has_no_triangles() =>
        Assert.Equal("The model has no triangles", Assert.Throws<InvalidModelException>(() => Read("v 0 0 0\np 1\n")).Message);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+.25", 0.25)]
    [InlineData("3.", 3)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1.7976931348623157E3", 1797.6931348623157)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29)]
    [InlineData("0.000000000000000000000000000001", 1e-30)]
    public void Numbers_are_rounded_correctly(string number, double expected)
    {
        TriangleMesh mesh = Read($"v {number} 0 0\nf 1 1 1\n").Meshes[0].Primitives[0];
        Assert.Equal((float)expected, mesh.Positions[0].X);
    }
}
