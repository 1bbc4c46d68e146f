using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Stl;

public sealed class StlReaderTests
{
    private const string Facet = "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1 0 0\n  vertex 0 1.5e0 0\n endloop\nendfacet\n";

    private static Scene Read(byte[] file) => ModelReader.Read(new ModelSource("part.stl", file));

    private static byte[] Binary(string header, int count, int stated)
    {
        byte[] file = new byte[84 + (50 * count)];
        Encoding.ASCII.GetBytes(header).CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(80), stated);
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(84 + (50 * i) + 24), 1 + i);
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(84 + (50 * i) + 40), 2);
        }

        return file;
    }

    [Theory]
    [InlineData("made by hand")]
    [InlineData("solid that is binary all the same")]
    public void Binary_is_known_by_its_size(string header)
    {
        Scene scene = Read(Binary(header, 2, 2));
        Assert.Equal(new Vector3(2, 0, 0), scene.Meshes[0].Primitives[0].Positions[4]);
        Assert.Equal(2, scene.Meshes[0].Primitives[0].TriangleCount);
        Assert.Empty(scene.Warnings);
    }

    [Theory]
    [InlineData("solid x", 2, 2, 7, null)]
    [InlineData("solid x", 2, 2, -1, "2 triangles need 184 bytes, and 183 are there")]
    [InlineData("solid x", 2, 200000, 0, "truncated")]
    public void A_binary_file_of_a_wrong_size_is_no_text(string header, int count, int stated, int extra, string? fault)
    {
        byte[] file = Binary(header, count, stated);
        Array.Resize(ref file, file.Length + extra);
        if (fault is null)
        {
            Assert.Equal(count, Read(file).Meshes[0].Primitives[0].TriangleCount);
        }
        else
        {
            Assert.Contains(fault, Assert.Throws<InvalidModelException>(() => Read(file)).Message);
        }
    }

    [Theory]
    [InlineData("made by hand", 0x8000 | (31 << 10), 1f, 0f, 0f)]
    [InlineData("COLOR=\u0000\u0000\u007f\u007f", 31, 1f, 0f, 0f)]
    public void Attribute_bytes_are_colours_by_either_custom(string header, int attribute, float r, float g, float b)
    {
        byte[] file = Binary(header, 2, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(84 + 48), (ushort)attribute);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(134 + 48), (ushort)(header[0] == 'C' ? 0x8000 : 0));
        Vector4[] colors = Read(file).Meshes[0].Primitives[0].Colors!;
        Assert.All(colors[..3], color => Assert.Equal(new Vector4(r, g, b, 1), color));
        Assert.All(colors[3..], color => Assert.Equal(header[0] == 'C' ? 0 : 1, color.X));
        Assert.Null(Read(Binary("x", 2, 2)).Meshes[0].Primitives[0].Colors);
    }

    [Fact]
    public void A_facet_may_stand_on_one_line()
    {
        Scene scene = Read(Encoding.ASCII.GetBytes($"solid a\n{Facet.ReplaceLineEndings(" ")}\n{Facet.Replace("0 0 1", "nan nan nan", StringComparison.Ordinal)}endsolid a"));
        Assert.Equal(2, scene.Meshes[0].Primitives[0].TriangleCount);
    }

    [Fact]
    public void Bytes_after_the_last_triangle_are_warned_of() => Assert.Single(Read(Binary("x", 3, 2)).Warnings);

    [Fact]
    public void Text_is_read_with_every_solid_a_part()
    {
        Scene scene = Read(Encoding.ASCII.GetBytes($"SOLID left part\n{Facet}{Facet}endsolid left part\r\nsolid\r\n{Facet.ToUpperInvariant()}endsolid"));
        Assert.Equal(["left part", "part"], scene.Nodes.Select(node => node.Name));
        Assert.Equal([2, 1], scene.Meshes.Select(mesh => mesh.Primitives[0].TriangleCount));
        Assert.Equal(new Vector3(0, 1.5f, 0), scene.Meshes[1].Primitives[0].Positions[2]);
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("truncated", Assert.Throws<InvalidModelException>(() => Read(Binary("x", 2, 3))).Message);
        Assert.Contains("no STL", Assert.Throws<InvalidModelException>(() => Read([1, 2, 3])).Message);
        byte[] infinite = Binary("x", 2, 2);
        BinaryPrimitives.WriteSingleLittleEndian(infinite.AsSpan(134 + 12), float.PositiveInfinity);
        Assert.Equal("byte 134", Assert.Throws<InvalidModelException>(() => Read(infinite)).Location);
        Assert.Equal("line 3", Text("solid\nfacet\nvertex 1 2\n").Location);
        Assert.Equal("line 4", Text("solid\nfacet\nvertex 1 2 3\nendfacet\n").Location);
        Assert.Equal("line 2", Text("solid\nnonsense\n").Location);
        Assert.Contains("inside a facet", Text("solid\nfacet\nvertex 1 2 3\n").Message);
        Assert.Equal("The model has no triangles", Text("solid\nendsolid\n").Message);
    }

    private static InvalidModelException Text(string text) => Assert.Throws<InvalidModelException>(() => Read(Encoding.ASCII.GetBytes(text)));
}
