using Kiln.Geometry.Formats;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

public sealed class GltfInstancingTests
{
    [Fact]
    public void A_node_places_its_mesh_once_for_each_instance()
    {
        var file = new HandMadeGltf();
        int translations = file.Floats("VEC3", 1, 2, 3, 4, 5, 6);

        // None, and a half turn about Z, as normalised integers.
        int rotations = file.Accessor(file.View<short>([0, 0, 0, 32767, 0, 0, 32767, 0]), 5122, 2, "VEC4", ",\"normalized\":true");
        int scales = file.Floats("VEC3", 1, 1, 1, 2, 3, 4);
        Scene scene = Read(file, $"\"TRANSLATION\":{translations},\"ROTATION\":{rotations},\"SCALE\":{scales},\"_ID\":99");

        Assert.Equal([-1, 0, 0], scene.Nodes.Select(node => node.Parent));
        Assert.Equal([-1, 0, 0], scene.Nodes.Select(node => node.Mesh));
        Assert.Equal(new Affine3d(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), new(10, 0, 0)), scene.Nodes[0].Transform);
        Assert.Equal(Affine3d.Translation(new(1, 2, 3)), scene.Nodes[1].Transform);
        Assert.Equal(new Affine3d(new(-2, 0, 0), new(0, -3, 0), new(0, 0, 4), new(4, 5, 6)), scene.Nodes[2].Transform);
        Assert.Empty(scene.Warnings);
    }

    [Fact]
    public void Instances_without_a_place_of_their_own_are_one()
    {
        var file = new HandMadeGltf();
        Assert.Equal(0, Assert.Single(Read(file, "\"_ID\":0").Nodes).Mesh);
    }

    [Fact]
    public void Faults_are_named_and_instances_count_as_nodes()
    {
        var file = new HandMadeGltf();
        int two = file.Floats("VEC3", 1, 2, 3, 4, 5, 6);
        int turns = file.Floats("VEC4", 0, 0, 0, 1);
        int none = file.Floats("VEC4", 0, 0, 0, 1, 0, 0, 0, 0);
        int infinite = file.Floats("VEC3", 1, 2, 3, 4, float.PositiveInfinity, 6);
        string where = "nodes[0].extensions.EXT_mesh_gpu_instancing";

        Assert.Equal(where, Fault($"\"TRANSLATION\":{two},\"ROTATION\":{turns}").Location);
        Assert.Equal($"{where}, instance 1", Fault($"\"TRANSLATION\":{two},\"ROTATION\":{none}").Location);
        Assert.Equal($"{where}, instance 1", Fault($"\"SCALE\":{infinite}").Location);
        Assert.Contains("VEC3 is needed", Fault($"\"SCALE\":{turns}").Message);
        Assert.Contains("more than 2 nodes", Fault($"\"TRANSLATION\":{two}", new() { MaxNodes = 2 }).Message);

        InvalidModelException Fault(string attributes, ModelReaderLimits? limits = null) =>
            Assert.Throws<InvalidModelException>(() => Read(file, attributes, limits));
    }

    private static Scene Read(HandMadeGltf file, string attributes, ModelReaderLimits? limits = null) => ModelReader.Read(
        new ModelSource("a.glb", file.Glb(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],\"extensionsRequired\":[\"EXT_mesh_gpu_instancing\"],"
            + "\"extensionsUsed\":[\"EXT_mesh_gpu_instancing\"],\"nodes\":[{\"mesh\":0,\"translation\":[10,0,0],"
            + $"\"extensions\":{{\"EXT_mesh_gpu_instancing\":{{\"attributes\":{{{attributes}}}}}}}}}]")),
        limits);
}
