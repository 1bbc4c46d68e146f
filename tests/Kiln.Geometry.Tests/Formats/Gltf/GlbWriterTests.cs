using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

public sealed class GlbWriterTests
{
    private static Scene RoundTrip(Scene scene) => ModelReader.Read(new ModelSource("a.glb", GlbWriter.Write(scene)));

    [Fact]
    public void What_is_written_is_read_back_whole()
    {
        Scene scene = SampleScenes.Rich();
        Scene read = RoundTrip(scene);

        Assert.Equal(scene.Nodes, read.Nodes);
        Assert.Equal(scene.Materials, read.Materials);
        Assert.Equal(scene.Images.Select(i => (i.Name, i.MediaType)), read.Images.Select(i => (i.Name, i.MediaType)));
        Assert.All(read.Images, image => Assert.Equal(SampleScenes.RedPixelPng(), image.Content.ToArray()));
        Assert.Equal((scene.Name, scene.Copyright, scene.Author, scene.License), (read.Name, read.Copyright, read.Author, read.License));
        Assert.Empty(read.Warnings);
        foreach ((Mesh expected, Mesh actual) in scene.Meshes.Zip(read.Meshes))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(expected.Primitives.Count, actual.Primitives.Count);
            foreach ((TriangleMesh a, TriangleMesh b) in expected.Primitives.Zip(actual.Primitives))
            {
                AssertEqual(a, b);
            }
        }
    }

    [Fact]
    public void The_same_scene_gives_the_same_bytes() =>
        Assert.Equal(GlbWriter.Write(SampleScenes.Rich()), GlbWriter.Write(SampleScenes.Rich()));

    [Theory]
    [InlineData(254, 255)]
    [InlineData(255, 255)]
    [InlineData(256, 256)]
    public void Indices_keep_their_values_on_both_sides_of_16_bits(int columns, int rows)
    {
        TriangleMesh grid = SampleScenes.Grid(columns, rows);
        AssertEqual(grid, RoundTrip(SampleScenes.Of(grid)).Meshes[0].Primitives[0]);
    }

    [Fact]
    public void A_shear_survives_as_two_nodes()
    {
        Affine3d shear = new(new(1, 0, 0), new(0.7, 1.3, 0), new(-0.2, 0.4, -2), new(5, 6, 7));
        Scene scene = SampleScenes.Of(SampleScenes.Grid(1, 1)) with
        {
            Nodes = [new Node("sheared", -1, shear, 0), new Node("below", 0, Affine3d.Translation(new(1, 1, 1)), 0)],
        };

        Scene read = RoundTrip(scene);

        Assert.Equal(3, read.Nodes.Count);
        AssertClose(shear, World(read, read.Nodes.ToList().FindIndex(n => n.Name == "sheared" && n.Mesh >= 0)));
        AssertClose(shear.After(scene.Nodes[1].Transform), World(read, read.Nodes.ToList().FindIndex(n => n.Name == "below")));
        foreach (Node node in read.Nodes)
        {
            Assert.InRange(Math.Abs(Vector3d.Dot(node.Transform.X, node.Transform.Y)), 0, 1e-12);
            Assert.InRange(Math.Abs(Vector3d.Dot(node.Transform.Z, node.Transform.Y)), 0, 1e-12);
        }
    }

    [Fact]
    public void Normals_are_made_unit_and_colours_clamped()
    {
        TriangleMesh grid = SampleScenes.Grid(1, 1);
        grid.Normals![0] = new Vector3(0, 3, 4);
        grid.Normals[1] = Vector3.Zero;
        grid.Colors![0] = new Vector4(2, -1, 0.5f, 1);

        TriangleMesh read = RoundTrip(SampleScenes.Of(grid)).Meshes[0].Primitives[0];

        Assert.Equal(new Vector3(0, 0.6f, 0.8f), read.Normals![0]);
        Assert.Equal(1, read.Normals[1].Length());
        Assert.Equal(new Vector4(1, 0, 0.5f, 1), read.Colors![0]);
        Assert.Equal(new Vector3(0, 3, 4), grid.Normals[0]);
    }

    [Fact]
    public void A_texture_is_not_bound_where_its_coordinates_are_missing()
    {
        Scene rich = SampleScenes.Rich();
        TriangleMesh bare = rich.Meshes[1].Primitives[0] with { Material = 0 };
        Scene scene = rich with { Meshes = [new Mesh("both", [SampleScenes.Grid(1, 1, 0), bare]), rich.Meshes[1]] };

        Scene read = RoundTrip(scene);

        Mesh mesh = read.Meshes[0];
        Assert.NotNull(read.Materials[mesh.Primitives[0].Material].BaseColorTexture);
        Assert.Null(read.Materials[mesh.Primitives[1].Material].BaseColorTexture);
        Assert.Equal("everything", read.Materials[mesh.Primitives[1].Material].Name);
    }

    [Fact]
    public void Arrays_that_are_shared_are_written_once()
    {
        TriangleMesh grid = SampleScenes.Grid(100, 100);
        int alone = GlbWriter.Write(SampleScenes.Of(grid)).Length;
        int shared = GlbWriter.Write(SampleScenes.Of(grid, grid with { Material = -1 })).Length;
        Assert.InRange(shared, alone, alone + 500);
    }

    [Fact]
    public void Infinite_positions_and_wild_indices_are_refused()
    {
        TriangleMesh grid = SampleScenes.Grid(1, 1);
        Assert.Throws<ArgumentException>(() => GlbWriter.Write(SampleScenes.Of(grid with { Indices = [0, 1, 4] })));
        grid.Positions[2].Y = float.NaN;
        Assert.Throws<ArgumentException>(() => GlbWriter.Write(SampleScenes.Of(grid)));
    }

    [Fact]
    public void The_header_states_the_length_and_chunks_are_aligned()
    {
        byte[] file = GlbWriter.Write(SampleScenes.Rich());
        Assert.Equal("glTF", Encoding.ASCII.GetString(file, 0, 4));
        Assert.Equal(file.Length, BitConverter.ToInt32(file, 8));
        Assert.Equal(0, BitConverter.ToInt32(file, 12) % 4);
        Assert.Equal(0, file.Length % 4);
    }

    private static Affine3d World(Scene scene, int node)
    {
        Affine3d world = scene.Nodes[node].Transform;
        for (int parent = scene.Nodes[node].Parent; parent >= 0; parent = scene.Nodes[parent].Parent)
        {
            world = scene.Nodes[parent].Transform.After(world);
        }

        return world;
    }

    private static void AssertClose(Affine3d expected, Affine3d actual)
    {
        foreach (Vector3d point in new Vector3d[] { new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0, 0, 1) })
        {
            Assert.InRange((expected.Point(point) - actual.Point(point)).Length, 0, 1e-9);
        }
    }

    private static void AssertEqual(TriangleMesh expected, TriangleMesh actual)
    {
        Assert.Equal(expected.Positions, actual.Positions);
        Assert.Equal(expected.Indices, actual.Indices);
        Assert.Equal(expected.Normals, actual.Normals);
        Assert.Equal(expected.Tangents, actual.Tangents);
        Assert.Equal(expected.TexCoords0, actual.TexCoords0);
        Assert.Equal(expected.TexCoords1, actual.TexCoords1);
        Assert.Equal(expected.Colors, actual.Colors);
        Assert.Equal(expected.Material, actual.Material);
    }
}
