using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Tests.Formats.Archives;

namespace Kiln.Geometry.Tests.Formats.Ply;

public sealed class PlyReaderTests
{
    private const string Elements =
        "comment made by hand\nelement vertex 4\nproperty float x\nproperty double y\nproperty short z\nproperty uchar red\nproperty uchar green\n"
        + "property uchar blue\nproperty list uchar int extra\nelement unknown 2\nproperty list ushort float list\nproperty int8 one\n"
        + "element face 2\nproperty uchar flag\nproperty list uchar uint vertex_indices\nend_header\n";

    private static TriangleMesh Read(byte[] file) => ModelReader.Read(new ModelSource("a.ply", file)).Meshes[0].Primitives[0];

    private static TriangleMesh Read(string text) => Read(Encoding.ASCII.GetBytes(text));

    private static void AssertExpected(TriangleMesh mesh)
    {
        Assert.Equal([new Vector3(0, 0, -1), new Vector3(1, 0, -1), new Vector3(1, 1, -1), new Vector3(0, 1, -1)], mesh.Positions);
        Assert.Equal([0, 1, 2, 0, 2, 3], mesh.Indices);
        Assert.Equal(new Vector4(1, 0, 0, 1), mesh.Colors![0]);
        Assert.Equal(0.2158605f, mesh.Colors[1].Y, 5);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Text_is_read_and_the_unknown_passed_over(string lineEnd)
    {
        string body = "0 0 -1 255 0 0 0\n1 0 -1 0 128 0 2 5 6\n1 1 -1 0 0 0 0\n0 1 -1 0 0 0 0\n3 1 2 3 9\n0 8\n7 3 0 1 2\n7 3 0 2 3\n";
        AssertExpected(Read(("ply\nformat ascii 1.0\n" + Elements + body).Replace("\n", lineEnd, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_binaries_are_read(bool bigEndian)
    {
        var body = new MemoryStream();
        void Put(int size, long bits)
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, bits);
            bytes = bytes[..size];
            body.Write(bigEndian ? [.. bytes.Reverse()] : bytes);
        }

        (int X, int Y, int[] Color)[] vertices = [(0, 0, [255, 0, 0]), (1, 0, [0, 128, 0]), (1, 1, [0, 0, 0]), (0, 1, [0, 0, 0])];
        foreach ((int x, int y, int[] color) in vertices)
        {
            Put(4, BitConverter.SingleToInt32Bits(x));
            Put(8, BitConverter.DoubleToInt64Bits(y));
            Put(2, -1);
            Array.ForEach(color, c => Put(1, c));
            Put(1, 1);
            Put(4, 77);
        }

        for (int i = 0; i < 2; i++)
        {
            Put(2, 1);
            Put(4, BitConverter.SingleToInt32Bits(3));
            Put(1, 5);
        }

        foreach (int[] face in new int[][] { [0, 1, 2], [0, 2, 3] })
        {
            Put(1, 7);
            Put(1, 3);
            Array.ForEach(face, index => Put(4, index));
        }

        string header = $"ply\nformat binary_{(bigEndian ? "big" : "little")}_endian 1.0\n" + Elements;
        AssertExpected(Read([.. Encoding.ASCII.GetBytes(header), .. body.ToArray()]));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Binary_values_start_after_one_line_end_of_the_headers_kind(string lineEnd)
    {
        string header = "ply\nformat binary_little_endian 1.0\nobj_info x\ncomment y\nelement vertex 3\nproperty float x\nproperty float y\n"
            + "property float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n";

        // The first value begins with the byte of a line feed.
        byte[] body = [10, 0, 0, 0, .. new byte[32], 3, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0];
        TriangleMesh mesh = Read([.. Encoding.ASCII.GetBytes(header.Replace("\n", lineEnd, StringComparison.Ordinal)), .. body]);
        Assert.Equal(BitConverter.Int32BitsToSingle(10), mesh.Positions[0].X);
        Assert.Equal([0, 1, 2], mesh.Indices);
    }

    [Theory]
    [InlineData("int", "128", 0.2158605f)]
    [InlineData("uchar", "128", 0.2158605f)]
    [InlineData("ushort", "32896", 0.2158605f)]
    [InlineData("float", "0.5019608", 0.2158605f)]
    [InlineData("double", "7", 1f)]
    [InlineData("float", "nan", null)]
    public void Colours_are_fractions_of_their_type(string type, string value, float? linear)
    {
        string header = $"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nproperty {type} red\n"
            + $"property {type} green\nproperty {type} blue\nelement face 1\nproperty list uchar int vertex_index\n"
            + "property list uchar float texcoord\nend_header\n";
        Scene scene = ModelReader.Read(new ModelSource("a.ply", Encoding.ASCII.GetBytes(
            header + $"0 0 0 {value} 0 0\n1 0 0 {value} 0 0\n0 1 0 {value} 0 0\n3 0 1 2 6 0 0 0 0 0 0\n")));
        Vector4[]? colors = scene.Meshes[0].Primitives[0].Colors;
        Assert.Equal(linear is null, colors is null);
        Assert.Equal(linear ?? 0, colors?[0].X ?? 0, 5);
        Assert.Equal(linear is null ? 1 : 0, scene.Warnings.Count);
        Assert.Equal(new Vector2(0, 1), scene.Meshes[0].Primitives[0].TexCoords0![2]);
    }

    [Fact]
    public void Strips_are_cut_at_minus_one_and_texture_coordinates_turned()
    {
        TriangleMesh mesh = Read(
            "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty float s\nproperty float t\n"
            + "element tristrips 1\nproperty list int int vertex_indices\nend_header\n0 0 0 0 0\n1 0 0 1 0\n0 1 0 0 1\n1 1 0 1 1\n8 0 1 2 3 -1 0 1 3\n");
        Assert.Equal([0, 1, 2, 1, 3, 2, 0, 1, 3], mesh.Indices);
        Assert.Equal(new Vector2(0, 1), mesh.TexCoords0![0]);
    }

    private const string Scan = "ply\nformat ascii 1.0\ncomment VCGLIB generated\ncomment TextureFile a b.png\ncomment TextureFile gone.png\n"
        + "element vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
        + "element face 4\nproperty list uchar int vertex_indices\nproperty list uchar float texcoord\nproperty int texnumber\nend_header\n"
        + "0 0 0 9 9 9\n1 0 0 9 9 9\n1 1 0 9 9 9\n0 1 0 9 9 9\n"
        + "4 0 1 2 3 8 0 0 0.5 0 0.5 0.5 0 0.5 0\n3 0 2 1 6 0 0 0.5 0.5 1 0 0\n3 0 1 3 0 1\n3 1 2 3 6 0 0 1 0 0 1 -1\n";

    [Fact]
    public void Corners_have_texture_coordinates_of_their_own_and_faces_a_texture()
    {
        Scene scene = ModelReader.Read(new ModelSource(
            "scan.zip", HandMadeZip.Of(("scan/a.ply", HandMadeZip.Text(Scan)), ("scan/a b.png", SampleScenes.RedPixelPng()))));

        IReadOnlyList<TriangleMesh> parts = scene.Meshes[0].Primitives;
        Assert.Equal([1, 3, 1], parts.Select(part => part.TriangleCount));
        TriangleMesh textured = parts[1];

        // Vertex 1 is there twice, for it lies at two places of the picture; 0 and 2 do not.
        Assert.Equal(5, textured.VertexCount);
        Assert.Equal([new(0, 1), new(0.5f, 1), new(0.5f, 0.5f), new(0, 0.5f), new(1, 1)], textured.TexCoords0!);
        Assert.Equal(new Vector3(1, 0, 0), textured.Positions[4]);
        Assert.Null(textured.Colors);
        Assert.Equal("a b", scene.Materials[textured.Material].Name);
        Assert.Equal("a b", scene.Images[scene.Materials[textured.Material].BaseColorTexture!.Image].Name);
        Assert.Equal([-1, 0, -1], parts.Select(part => part.Material));
        Assert.NotNull(parts[0].Colors);
        Assert.Contains(scene.Warnings, warning => warning.Contains("gone.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_textures_coordinates_may_be_those_of_vertices()
    {
        string text = "ply\nformat ascii 1.0\ncomment TextureFile a.png\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
            + "property float s\nproperty float t\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0 0 0\n1 0 0 1 0\n0 1 0 0 1\n3 0 1 2\n";
        Scene scene = ModelReader.Read(new ModelSource(
            "a.zip", HandMadeZip.Of(("a.ply", HandMadeZip.Text(text)), ("a.png", SampleScenes.RedPixelPng()))));

        Assert.Equal(0, scene.Meshes[0].Primitives[0].Material);
        Assert.Equal(0, scene.Materials[0].Metallic);
        Assert.Equal(new Vector2(1, 1), scene.Meshes[0].Primitives[0].TexCoords0![1]);
    }

    [Fact]
    public void Faces_may_stand_before_the_vertices()
    {
        string faces = "element face 1\nproperty list uchar int vertex_index\n";
        string vertices = "element vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
        TriangleMesh text = Read($"ply\nformat ascii 1.0\n{faces}{vertices}end_header\n3 2 1 0\n0 0 0\n1 0 0\n0 1 0\n");
        byte[] body = [3, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. new byte[12], 0, 0, 128, 63, .. new byte[12], 0, 0, 128, 63, 0, 0, 0, 0];
        TriangleMesh binary = Read([.. Encoding.ASCII.GetBytes($"ply\nformat binary_little_endian 1.0\n{faces}{vertices}end_header\n"), .. body]);

        foreach (TriangleMesh mesh in new[] { text, binary })
        {
            Assert.Equal([2, 1, 0], mesh.Indices);
            Assert.Equal([Vector3.Zero, Vector3.UnitX, Vector3.UnitY], mesh.Positions);
        }
    }

    [Theory]
    [InlineData("element vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n", "point cloud")]
    [InlineData("element vertex 1\nproperty float x\nend_header\n0\n", "no properties x, y and z")]
    [InlineData("element vertex 99999999\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n", "truncated")]
    [InlineData("element vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 nan 0\n", "not a number")]
    [InlineData("element vertex 1\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0\n3 0 0 1\n", "out of range")]
    [InlineData("element vertex 1\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0\n2 0 0\n", "corners")]
    [InlineData("element face 1\nproperty list uchar int vertex_index\nend_header\n3 0 0 0\n", "no vertices")]
    [InlineData("element vertex 1\nproperty quad x\nend_header\n0\n", "quad")]
    [InlineData("element vertex many\nend_header\n", "count")]
    [InlineData("element none 2000000000\n", "no end")]
    public void Faults_are_named(string rest, string word) =>
        Assert.Contains(word, Assert.Throws<InvalidModelException>(() => Read("ply\nformat ascii 1.0\n" + rest)).Message);
}
