using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

public sealed class GltfReaderTests
{
    private static readonly Vector3[] UnitTriangle = [new(0, 0, 0), new(1, 0, 0), new(0, 1, 0)];

    private static TriangleMesh Only(Scene scene) => scene.Meshes[0].Primitives[0];

    [Theory]
    [InlineData(5120, false, 1f)]
    [InlineData(5120, true, 127f)]
    [InlineData(5121, false, 1f)]
    [InlineData(5121, true, 255f)]
    [InlineData(5122, false, 1f)]
    [InlineData(5122, true, 32767f)]
    [InlineData(5123, false, 1f)]
    [InlineData(5123, true, 65535f)]
    public void Every_integer_type_is_read_plain_and_normalised(int componentType, bool normalized, float divisor)
    {
        var file = new HandMadeGltf();
        short[] values = [0, 0, 0, 100, 0, 0, 0, 120, 0];
        int view = componentType is 5120 or 5121 ? file.View(Array.ConvertAll(values, v => (byte)v)) : file.View(values);
        int positions = file.Accessor(view, componentType, 3, "VEC3", normalized ? ",\"normalized\":true" : "");

        Vector3[] read = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}")).Positions;

        Assert.Equal(100 / divisor, read[1].X);
        Assert.Equal(120 / divisor, read[2].Y);
    }

    [Theory]
    [InlineData("""{"author":"A. Maker","license":"CC0-1.0"}""", "\"2024 (c)\"", "A. Maker", "CC0-1.0", "2024 (c)")]
    [InlineData("""{"author":7,"license":null}""", "7", null, null, null)]
    [InlineData("""["author"]""", "{}", null, null, null)]
    [InlineData("""{"author":"\ud800","license":"x"}""", "\"\\ud800\"", null, "x", null)]
    public void Credits_are_read_and_none_is_a_fault(string extras, string copyright, string? author, string? license, string? notice)
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        string text = file.Json(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}}}}]}}],\"nodes\":[{{\"mesh\":0}}],\"scenes\":[{{\"nodes\":[0]}}]");
        text = text.Replace("\"version\":\"2.0\"", $"\"version\":\"2.0\",\"copyright\":{copyright},\"extras\":{extras}", StringComparison.Ordinal);

        Scene scene = ModelReader.Read(new ModelSource("a.glb", HandMadeGltf.Glb(text, file.Binary)));

        Assert.Equal((author, license, notice), (scene.Author, scene.License, scene.Copyright));
    }

    [Fact]
    public void The_lowest_normalised_integer_is_minus_one()
    {
        var file = new HandMadeGltf();
        int positions = file.Accessor(file.View<sbyte>([-128, -127, 0, 1, 0, 0, 0, 1, 0]), 5120, 3, "VEC3", ",\"normalized\":true");
        Assert.Equal(new Vector3(-1, -1, 0), Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}")).Positions[0]);
    }

    [Fact]
    public void Interleaved_and_offset_attributes_are_read()
    {
        var file = new HandMadeGltf();
        float[] interleaved = [9, 0, 0, 0, 0.1f, 0.2f, 1, 0, 0, 0.3f, 0.4f, 0, 1, 0, 0.5f, 0.6f];
        int view = file.View(interleaved, ",\"byteStride\":20");
        int positions = file.Accessor(view, 5126, 3, "VEC3", ",\"byteOffset\":4");
        int texCoords = file.Accessor(view, 5126, 3, "VEC2", ",\"byteOffset\":16");

        TriangleMesh mesh = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions},\"TEXCOORD_0\":{texCoords}}}"));

        Assert.Equal(UnitTriangle, mesh.Positions);
        Assert.Equal([new Vector2(0.1f, 0.2f), new Vector2(0.3f, 0.4f), new Vector2(0.5f, 0.6f)], mesh.TexCoords0!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sparse_values_replace_those_of_the_view_or_zeros(bool hasView)
    {
        var file = new HandMadeGltf();
        int? view = hasView ? file.View<float>([0, 0, 0, 7, 7, 7, 0, 1, 0]) : null;
        int places = file.View<ushort>(hasView ? [1] : [1, 2]);
        int values = file.View<float>(hasView ? [1, 0, 0] : [1, 0, 0, 0, 1, 0]);
        int positions = file.Accessor(
            view, 5126, 3, "VEC3",
            $",\"sparse\":{{\"count\":{(hasView ? 1 : 2)},\"indices\":{{\"bufferView\":{places},\"componentType\":5123}},\"values\":{{\"bufferView\":{values}}}}}");
        Assert.Equal(UnitTriangle, Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}")).Positions);
    }

    [Theory]
    [InlineData(4, new[] { 0, 1, 2, 3, 2, 1 }, new[] { 0, 1, 2, 3, 2, 1 })]
    [InlineData(5, new[] { 0, 1, 2, 3 }, new[] { 0, 1, 2, 1, 3, 2 })]
    [InlineData(6, new[] { 0, 1, 2, 3 }, new[] { 0, 1, 2, 0, 2, 3 })]
    [InlineData(5, new[] { 0, 1, 1, 2, 3 }, new[] { 0, 1, 2 })]
    public void Lists_strips_and_fans_become_triangles(int mode, int[] indices, int[] expected)
    {
        var file = new HandMadeGltf();
        int positions = file.Floats("VEC3", 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0);
        int view = file.View(Array.ConvertAll(indices, i => (byte)i));
        int accessor = file.Accessor(view, 5121, indices.Length, "SCALAR");
        int[] read = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}},\"indices\":{accessor},\"mode\":{mode}")).Indices;
        Assert.Equal(expected, read[..expected.Length]);
    }

    [Fact]
    public void Vertices_that_no_triangle_uses_are_dropped()
    {
        var file = new HandMadeGltf();
        int positions = file.Floats("VEC3", 9, 9, 9, 0, 0, 0, float.NaN, 0, 0, 1, 0, 0, 0, 1, 0);
        int indices = file.Accessor(file.View<uint>([1, 3, 4]), 5125, 3, "SCALAR");
        TriangleMesh mesh = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}},\"indices\":{indices}"));
        Assert.Equal(UnitTriangle, mesh.Positions);
        Assert.Equal([0, 1, 2], mesh.Indices);
    }

    [Fact]
    public void Colours_without_alpha_are_opaque()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int colors = file.Accessor(file.View<byte>([255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 51, 0], ",\"byteStride\":4"), 5121, 3, "VEC3", ",\"normalized\":true");
        TriangleMesh mesh = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions},\"COLOR_0\":{colors}}}"));
        Assert.Equal([new Vector4(1, 0, 0, 1), new Vector4(0, 1, 0, 1), new Vector4(0, 0, 0.2f, 1)], mesh.Colors!);
    }

    [Theory]
    [InlineData(5121, true)]
    [InlineData(5121, false)]
    [InlineData(5123, true)]
    [InlineData(5123, false)]
    [InlineData(5126, false)]
    public void Colours_of_every_type_are_fractions_also_without_the_flag(int componentType, bool normalized)
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int view = componentType switch
        {
            5121 => file.View<byte>([255, 0, 51, 0, 255, 0, 51, 0, 255, 0, 51, 0]),
            5123 => file.View<ushort>([65535, 0, 13107, 0, 65535, 0, 13107, 0, 65535, 0, 13107, 0]),
            _ => file.View<float>([1, 0, 0.2f, 0, 1, 0, 0.2f, 0, 1, 0, 0.2f, 0]),
        };
        int colors = file.Accessor(view, componentType, 3, "VEC4", normalized ? ",\"normalized\":true" : "");
        TriangleMesh mesh = Only(file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions},\"COLOR_0\":{colors}}}"));
        Assert.Equal(new Vector4(1, 0, 0.2f, 0), mesh.Colors![2]);
    }

    [Fact]
    public void Morph_targets_count_by_their_default_weights_and_a_node_goes_first()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int first = file.Floats("VEC3", 0, 0, 2, 0, 0, 2, 0, 0, 2);
        int second = file.Floats("VEC3", 4, 0, 0, 4, 0, 0, 4, 0, 0);
        Scene scene = file.Read(
            $"\"meshes\":[{{\"weights\":[0.5,0],\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}},\"targets\":[{{\"POSITION\":{first}}},{{\"POSITION\":{second}}}]}}]}}],"
            + "\"nodes\":[{\"mesh\":0},{\"mesh\":0,\"weights\":[0,1]}],\"scenes\":[{\"nodes\":[0,1]}]");
        Assert.Equal(new Vector3(0, 0, 1), scene.Meshes[scene.Nodes[0].Mesh].Primitives[0].Positions[0]);
        Assert.Equal(new Vector3(4, 0, 0), scene.Meshes[scene.Nodes[1].Mesh].Primitives[0].Positions[0]);
    }

    [Fact]
    public void A_skin_is_applied_as_its_joints_stand()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int joints = file.Accessor(file.View<byte>([0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0]), 5121, 3, "VEC4");
        int weights = file.Floats("VEC4", 1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 2, 0, 0, 0);
        int inverse = file.Floats(
            "MAT4", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -10, 0, 0, 1);
        Scene scene = file.Read(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions},\"JOINTS_0\":{joints},\"WEIGHTS_0\":{weights}}}}}]}}],"
            + $"\"skins\":[{{\"joints\":[1,2],\"inverseBindMatrices\":{inverse}}}],"
            + "\"nodes\":[{\"mesh\":0,\"skin\":0,\"translation\":[100,0,0]},{\"children\":[2]},{\"translation\":[10,0,4]}],\"scenes\":[{\"nodes\":[0,1]}]");
        Node placed = Assert.Single(scene.Nodes, node => node.Mesh >= 0);
        Assert.Equal((-1, Affine3d.Identity), (placed.Parent, placed.Transform));
        Assert.Equal([new Vector3(0, 0, 0), new Vector3(1, 0, 2), new Vector3(0, 1, 4)], scene.Meshes[placed.Mesh].Primitives[0].Positions);
    }

    [Fact]
    public void The_default_scene_is_chosen_and_the_first_without_one()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        string members = $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}}}}]}}],"
            + "\"nodes\":[{\"mesh\":0,\"name\":\"a\"},{\"mesh\":0,\"name\":\"b\"}],\"scenes\":[{\"nodes\":[0]},{\"nodes\":[1]}]";
        Assert.Equal("a", Assert.Single(file.Read(members).Nodes).Name);
        Scene second = file.Read(members + ",\"scene\":1");
        Assert.Equal("b", Assert.Single(second.Nodes).Name);
        Assert.Contains(second.Warnings, warning => warning.Contains("Scene 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_scenes_all_roots_are_read_with_their_children()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        Scene scene = file.Read(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}}}}]}}],"
            + "\"nodes\":[{\"mesh\":0,\"matrix\":[0,1,0,0,-1,0,0,0,0,0,1,0,5,6,7,1]},{\"children\":[0],\"rotation\":[0,0,2,0],\"scale\":[1,2,3]}]");
        Assert.Equal([-1, 0], scene.Nodes.Select(node => node.Parent));
        Assert.Equal(new Affine3d(new(0, 1, 0), new(-1, 0, 0), new(0, 0, 1), new(5, 6, 7)), scene.Nodes[1].Transform);
        Assert.Equal(new Affine3d(new(-1, 0, 0), new(0, -2, 0), new(0, 0, 3), new(0, 0, 0)), scene.Nodes[0].Transform);
    }

    [Fact]
    public void Data_uris_are_read_with_and_without_padding()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        string members = $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}}}}]}}],\"nodes\":[{{\"mesh\":0}}]";
        string base64 = Convert.ToBase64String(file.Binary);
        foreach (string payload in new[] { base64, base64.TrimEnd('='), base64.Replace("/", "\\/", StringComparison.Ordinal) })
        {
            string json = file.Json(members, $"data:application/octet-stream;base64,{payload}");
            Assert.Equal(UnitTriangle, Only(ModelReader.Read(new ModelSource("a.gltf", Encoding.UTF8.GetBytes("\uFEFF" + json)))).Positions);
        }
    }

    [Theory]
    [InlineData("data:application/octet-stream,", false)]
    [InlineData("DATA:;BASE64,", true)]
    public void Data_uris_may_have_escapes_and_any_letter_case(string head, bool isBase64)
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        string payload = isBase64
            ? Convert.ToBase64String(file.Binary).Replace("=", "%3D", StringComparison.Ordinal).Insert(8, "\\n")
            : string.Concat(file.Binary.Select(b => $"%{b:x2}"));
        string json = file.Json($"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}}}}]}}],\"nodes\":[{{\"mesh\":0}}]", head + payload);
        byte[] text = Encoding.UTF8.GetBytes(json);
        Assert.True(Kiln.Geometry.Formats.Inspection.ModelInspection.Inspect(new MemoryStream(text), "a.gltf").IsAccepted);
        Assert.Equal(UnitTriangle, Only(ModelReader.Read(new ModelSource("a.gltf", text))).Positions);
    }

    [Fact]
    public void Whole_numbers_may_have_a_point_and_extras_may_be_deep()
    {
        var file = new HandMadeGltf();
        string members = $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],\"nodes\":[{{\"mesh\":0.0}}]";
        string extras = $",\"extras\":{new string('[', 200)}{new string(']', 200)}";
        string json = file.Json(members + extras).Replace("\"count\":3", "\"count\":3.0", StringComparison.Ordinal);
        Assert.Equal(UnitTriangle, Only(ModelReader.Read(new ModelSource("a.glb", HandMadeGltf.Glb(json, file.Binary)))).Positions);
    }

    [Fact]
    public void A_skin_without_inverse_bind_matrices_and_with_eight_influences_is_applied()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int joints0 = file.Accessor(file.View<ushort>(new ushort[12]), 5123, 3, "VEC4");
        int weights0 = file.Accessor(file.View<byte>([255, 0, 0, 0, 51, 0, 0, 0, 0, 0, 0, 0]), 5121, 3, "VEC4", ",\"normalized\":true");
        int joints1 = file.Accessor(file.View<byte>([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]), 5121, 3, "VEC4");
        int weights1 = file.Accessor(file.View<ushort>([0, 0, 0, 0, 52428, 0, 0, 0, 65535, 0, 0, 0]), 5123, 3, "VEC4", ",\"normalized\":true");
        Scene scene = file.Read(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions},\"JOINTS_0\":{joints0},\"WEIGHTS_0\":{weights0},"
            + $"\"JOINTS_1\":{joints1},\"WEIGHTS_1\":{weights1}}}}}]}}],\"skins\":[{{\"joints\":[1,2]}}],"
            + "\"nodes\":[{\"mesh\":0,\"skin\":0},{},{\"translation\":[0,0,5]}]");
        Assert.Equal([new Vector3(0, 0, 0), new Vector3(1, 0, 4), new Vector3(0, 1, 5)], scene.Meshes[0].Primitives[0].Positions);
    }

    [Fact]
    public void Extensions_that_are_not_read_are_warned_of_once()
    {
        var file = new HandMadeGltf();
        Scene scene = file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()}}}",
            ",\"extensionsUsed\":[\"KHR_node_visibility\",\"KHR_texture_transform\",\"KHR_texture_basisu\",\"KHR_materials_sheen\",\"MSFT_lod\",\"MSFT_lod\"]");
        Assert.Equal("Extensions were not read: KHR_node_visibility, MSFT_lod.", Assert.Single(scene.Warnings));
    }

    [Theory]
    [InlineData("KHR_texture_basisu", "KTX2")]
    [InlineData("KHR_node_visibility", "KHR_node_visibility")]
    [InlineData("VENDOR_unheard_of", "VENDOR_unheard_of")]
    public void A_required_extension_that_cannot_be_read_is_named(string extension, string word)
    {
        var file = new HandMadeGltf();
        string primitive = $"\"attributes\":{{\"POSITION\":{file.Triangle()}}}";
        string required = $",\"extensionsRequired\":[\"{extension}\"]";
        Assert.Contains(word, Assert.Throws<InvalidModelException>(() => file.ReadPrimitive(primitive, required)).Message);
    }

    [Fact]
    public void What_has_no_place_in_a_scene_is_warned_of()
    {
        var file = new HandMadeGltf();
        Scene scene = file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()}}}", ",\"animations\":[{}],\"cameras\":[{},{}],\"extensions\":{\"KHR_lights_punctual\":{}}");
        Assert.Equal(3, scene.Warnings.Count);
        Assert.Equal((LengthUnit.Metre, UpAxis.Y), (scene.DeclaredUnit, scene.DeclaredUpAxis));
    }
}
