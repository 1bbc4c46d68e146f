using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Tests.Formats.Archives;

namespace Kiln.Geometry.Tests.Formats.Text;

public sealed class TextEncodingTests
{
    // Every one begins with a line that a mark taken for text would spoil.
    private const string Obj = "v 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl Grün\nf 1 2 3\n";
    private const string Stl = "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n";
    private const string Ply =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        + "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";

    public static TheoryData<string, string, bool> Files
    {
        get
        {
            TheoryData<string, string, bool> files = [];
            foreach (string encoding in new[] { "utf-8", "utf-16", "utf-16BE" })
            {
                foreach (string name in new[] { "a.obj", "a.stl", "a.ply" })
                {
                    files.Add(name, encoding, true);
                    files.Add(name, encoding, false);
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Text_of_any_common_encoding_is_the_same_model(string name, string encoding, bool mark)
    {
        Scene scene = ModelReader.Read(new ModelSource(name, Bytes(TextOf(name), Encoding.GetEncoding(encoding), mark)));

        Assert.Equal(1, scene.Meshes.Single().Primitives.Single().TriangleCount);
        Assert.Equal(3, scene.Meshes[0].Primitives[0].VertexCount);
    }

    [Fact]
    public void A_material_library_may_be_utf_16_too()
    {
        byte[] library = Bytes("newmtl Grün\nKd 0 1 0\n", Encoding.BigEndianUnicode, mark: true);
        byte[] zip = HandMadeZip.Of(("a.obj", Bytes("mtllib a.mtl\n" + Obj, Encoding.Unicode, mark: false)), ("a.mtl", library));

        Material material = ModelReader.Read(new ModelSource("a.zip", zip)).Materials.Single();

        Assert.Equal("Grün", material.Name);
        Assert.Equal(1, material.BaseColor.Y);
    }

    [Theory]
    [InlineData("a.obj", "utf-32", "UTF-32")]
    [InlineData("a.ply", "utf-32BE", "UTF-32BE")]
    [InlineData("a.gltf", "utf-16", "UTF-16")]
    [InlineData("a.gltf", "utf-16BE", "UTF-16BE")]
    public void An_encoding_that_cannot_be_read_is_named_with_what_would_be_right(string name, string encoding, string expected)
    {
        InvalidModelException refusal = Assert.Throws<InvalidModelException>(() =>
            ModelReader.Read(new ModelSource(name, Bytes(TextOf(name), Encoding.GetEncoding(encoding), mark: true))));

        Assert.Equal($"The text is encoded as {expected}; save it as UTF-8 (at byte 0)", refusal.Message);
    }

    [Fact]
    public void Binary_files_are_not_taken_for_text()
    {
        byte[] stl = new byte[84 + 50];
        "A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O\0P\0"u8.CopyTo(stl);
        stl[80] = 1;
        stl[84 + 14 + 12] = 0x3F;
        stl[84 + 12 + 28] = 0x3F;

        Assert.Equal(1, ModelReader.Read(new ModelSource("a.stl", stl)).Meshes[0].Primitives[0].TriangleCount);
    }

    private static string TextOf(string name) => name switch
    {
        "a.obj" => Obj,
        "a.stl" => Stl,
        "a.ply" => Ply,
        _ => """{"asset":{"version":"2.0"}}""",
    };

    private static byte[] Bytes(string text, Encoding encoding, bool mark) =>
        [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
}
