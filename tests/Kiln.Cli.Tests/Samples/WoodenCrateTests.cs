using System.Numerics;
using Kiln.Cli.Samples;
using Kiln.Cli.Tests.Fakes;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;

namespace Kiln.Cli.Tests.Samples;

public sealed class WoodenCrateTests
{
    [Fact]
    public void The_crate_is_the_same_each_time() =>
        Assert.Equal(GlbWriter.Write(WoodenCrate.Build()), GlbWriter.Write(WoodenCrate.Build()));

    [Fact]
    public void Every_piece_is_closed_and_touches_no_other()
    {
        foreach (var mesh in WoodenCrate.Build().Meshes)
        {
            foreach (var primitive in mesh.Primitives)
            {
                var edges = DirectedEdges(primitive).GroupBy(edge => edge).ToDictionary(group => group.Key, group => group.Count());

                Assert.All(edges, edge => Assert.Equal(1, edge.Value));
                Assert.All(edges.Keys, edge => Assert.Contains((edge.To, edge.From), (IDictionary<(Vector3, Vector3), int>)edges));
            }
        }
    }

    [Fact]
    public void It_is_textured_and_its_materials_have_names_that_tell_their_substance()
    {
        var crate = WoodenCrate.Build();

        Assert.Equal(["wood_planks", "steel_bands"], crate.Materials.Select(material => material.Name));
        Assert.Equal(3, crate.Images.Count);
        Assert.All(crate.Images, image => Assert.Equal((byte)'P', image.Content.Span[1]));
        Assert.True(crate.Nodes.Count(node => node.Mesh >= 0) > crate.Meshes.Count, "One mesh is placed twice");
    }

    [Fact]
    public async Task The_command_writes_it_and_prints_where()
    {
        using var harness = new CommandLineHarness();
        string path = harness.PathOf("new folder", "crate.glb");

        int exitCode = await harness.RunAsync("sample", path);

        Assert.Equal(0, exitCode);
        Assert.Equal(path, harness.Out.Trim());
        Assert.Equal("glTF"u8.ToArray(), (await File.ReadAllBytesAsync(path))[..4]);
    }

    // Normals and texture seams double vertices: positions tell whether the surface is closed.
    private static IEnumerable<(Vector3 From, Vector3 To)> DirectedEdges(TriangleMesh mesh)
    {
        for (int i = 0; i < mesh.Indices.Length; i += 3)
        {
            for (int corner = 0; corner < 3; corner++)
            {
                yield return (Place(mesh.Indices[i + corner]), Place(mesh.Indices[i + ((corner + 1) % 3)]));
            }
        }

        // A tenth of the gap between pieces.
        Vector3 Place(int vertex)
        {
            var scaled = mesh.Positions[vertex] * 10_000;
            return new Vector3(MathF.Round(scaled.X), MathF.Round(scaled.Y), MathF.Round(scaled.Z));
        }
    }
}
