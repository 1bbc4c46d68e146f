using Kiln.Geometry.Formats;

namespace Kiln.Geometry.Tests.Formats.Gltf;

/// <summary>Every fault is refused by name and place.</summary>
public sealed class GltfFaultTests
{
    private static InvalidModelException Fault(Action read) => Assert.Throws<InvalidModelException>(read);

    [Theory]
    [InlineData("[{\"children\":[1]},{\"children\":[0],\"mesh\":0}]", "nodes[0]")]
    [InlineData("[{\"children\":[0],\"mesh\":0}]", "nodes[0]")]
    [InlineData("[{\"children\":[2]},{\"children\":[2]},{\"mesh\":0}]", "nodes[2]")]
    [InlineData("[{\"children\":[7],\"mesh\":0}]", "nodes[0].children")]
    [InlineData("[null]", "nodes")]
    [InlineData("[{\"mesh\":4}]", "nodes[0]")]
    [InlineData("[{\"mesh\":0,\"matrix\":[1,2,3]}]", "nodes[0]")]
    [InlineData("[{\"mesh\":0,\"scale\":[1,1e999,1]}]", "nodes[0]")]
    [InlineData("[{\"mesh\":0,\"rotation\":[0,0,0,0]}]", "nodes[0]")]
    [InlineData("[{\"mesh\":0,\"matrix\":[1,0,0,1,0,1,0,0,0,0,1,0,0,0,0,1]}]", "nodes[0]")]
    [InlineData("[{\"mesh\":0,\"skin\":3}]", "nodes[0]")]
    public void Broken_nodes_are_named(string nodes, string place)
    {
        var file = new HandMadeGltf();
        string meshes = $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}]";
        Assert.Equal(place, Fault(() => file.Read($"{meshes},\"nodes\":{nodes}")).Location);
    }

    [Theory]
    [InlineData(5126, 4, "VEC3", "", "accessors[0]")]
    [InlineData(5126, 3, "VEC2", "", "meshes[0].primitives[0].attributes.POSITION")]
    [InlineData(5124, 3, "VEC3", "", "accessors[0]")]
    [InlineData(5126, 0, "VEC3", "", "accessors[0]")]
    [InlineData(5126, -3, "VEC3", "", "accessors[0]")]
    [InlineData(5126, 3, "VEC3", ",\"byteOffset\":4", "accessors[0]")]
    [InlineData(5126, 3, "VEC3", ",\"byteOffset\":-4", "accessors[0]")]
    [InlineData(5126, 2147483647, "VEC3", "", "accessors[0]")]
    [InlineData(5126, 3, "VEC3", ",\"sparse\":{\"count\":4}", "accessors[0].sparse")]
    [InlineData(5126, 3, "VEC3", ",\"sparse\":{\"count\":1,\"indices\":{\"componentType\":5123}}", "accessors[0].sparse.indices")]
    public void Broken_accessors_are_named(int componentType, int count, string type, string extra, string place)
    {
        var file = new HandMadeGltf();
        int positions = file.Accessor(file.View<float>([0, 0, 0, 1, 0, 0, 0, 1, 0]), componentType, count, type, extra);
        Assert.Equal(place, Fault(() => file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}")).Location);
    }

    [Fact]
    public void An_index_out_of_range_names_its_place()
    {
        var file = new HandMadeGltf();
        int positions = file.Triangle();
        int indices = file.Accessor(file.View<uint>([0, 1, 4000000000]), 5125, 3, "SCALAR");
        InvalidModelException fault = Fault(() => file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}},\"indices\":{indices}"));
        Assert.Equal("meshes[0].primitives[0].indices[2]", fault.Location);
        Assert.Contains("4000000000", fault.Message);
    }

    [Fact]
    public void A_position_that_is_no_number_names_its_place()
    {
        var file = new HandMadeGltf();
        int positions = file.Floats("VEC3", 0, 0, 0, 1, float.NaN, 0, 0, 1, 0);
        InvalidModelException fault = Fault(() => file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}"));
        Assert.Equal("meshes[0].primitives[0].attributes.POSITION[1]", fault.Location);
    }

    [Fact]
    public void Zeros_by_rule_are_limited()
    {
        var file = new HandMadeGltf();
        int positions = file.Accessor(null, 5126, 2_000_000_000, "VEC3");
        Assert.Contains("without a buffer view", Fault(() => file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{positions}}}")).Message);
    }

    [Fact]
    public void A_primitive_without_area_data_leaves_no_triangles()
    {
        var file = new HandMadeGltf();
        Assert.Equal("The model has no triangles", Fault(() => file.ReadPrimitive($"\"attributes\":{{\"POSITION\":{file.Triangle()}}},\"mode\":1")).Message);
        Assert.Equal("The model has no triangles", Fault(() => file.ReadPrimitive("\"attributes\":{}")).Message);
    }

    [Theory]
    [InlineData("{\"asset\":{\"version\":\"1.0\"}}", "version 1.0")]
    [InlineData("{\"asset\":{\"version\":\"1.0\"},\"accessors\":{\"a\":{}}}", "version 1.0")]
    [InlineData("{\"asset\":{\"version\":\"2.0\",\"minVersion\":\"2.1\"}}", "version 2.1")]
    [InlineData("{\"asset\":{\"version\":\"3.0\"}}", "version 3.0")]
    [InlineData("{\"asset\":{\"version\":\"2.1\"}}", "no triangles")]
    [InlineData("{\"asset\":{\"version\":\"3.0\",\"minVersion\":\"2.0\"}}", "no triangles")]
    [InlineData("// made by hand\n{\"asset\":{\"version\":\"2.0\"}}", "not well formed")]
    [InlineData("{}", "is not stated")]
    [InlineData("null", "is not stated")]
    [InlineData("{\"asset\":{\"version\":\"2.0\"},\"nodes\":7}", "wrong type")]
    [InlineData("{\"asset\":{\"version\":\"2.0\"},\"nodes\":[{\"mesh\":\"x\"}]}", "wrong type")]
    [InlineData("{\"asset\":", "not well formed")]
    public void Broken_json_is_refused(string json, string word) =>
        Assert.Contains(word, Fault(() => ModelReader.Read(new ModelSource("a.glb", HandMadeGltf.Glb(json, [])))).Message);

    [Fact]
    public void A_missing_side_file_is_named()
    {
        var file = new HandMadeGltf();
        string json = file.Json($"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],\"nodes\":[{{\"mesh\":0}}]", "side%20file.bin");
        Assert.Contains("not in the upload: side file.bin", Fault(() => ModelReader.Read(new ModelSource("a.gltf", System.Text.Encoding.UTF8.GetBytes(json)))).Message);
    }

    [Fact]
    public void Limits_hold()
    {
        var file = new HandMadeGltf();
        byte[] glb = file.Glb($"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],\"nodes\":[{{\"mesh\":0}},{{}}]");
        void Read(ModelReaderLimits limits) => ModelReader.Read(new ModelSource("a.glb", glb), limits);
        Assert.Contains("2 nodes", Fault(() => Read(new ModelReaderLimits { MaxNodes = 1 })).Message);
        Assert.Contains("vertices", Fault(() => Read(new ModelReaderLimits { MaxVertices = 2 })).Message);
        Assert.Contains("triangles", Fault(() => Read(new ModelReaderLimits { MaxTriangles = 0 })).Message);
    }
}
