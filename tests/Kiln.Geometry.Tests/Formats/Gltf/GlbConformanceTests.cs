using System.Numerics;
using Kiln.Checkers;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

/// <summary>The Khronos validator on what the writer writes.</summary>
public sealed class GlbConformanceTests
{
    [Fact]
    public async Task Everything_that_is_written_is_valid()
    {
        Scene rich = SampleScenes.Rich();
        TriangleMesh grid = SampleScenes.Grid(3, 3, 0);
        var dirty = grid with
        {
            Normals = [.. grid.Normals!.Select((normal, i) => i % 3 == 0 ? Vector3.Zero : normal * i)],
            Tangents = [.. grid.Tangents!.Select((tangent, i) => i % 3 == 0 ? Vector4.Zero : tangent * i)],
            Colors = [.. grid.Colors!.Select(color => color * 3)],
        };
        var sheared = new Affine3d(new(1, 0, 0), new(0.7, 1.3, 0), new(-0.2, 0.4, -2), new(5, 6, 7));
        (string Name, Scene Scene)[] scenes =
        [
            ("rich", rich),
            ("dirty", rich with { Meshes = [new Mesh("m", [dirty]), rich.Meshes[1]] }),
            ("without set 0", rich with { Meshes = [new Mesh("m", [grid with { TexCoords0 = null }]), rich.Meshes[1]] }),
            ("bare with textured material", rich with { Meshes = [new Mesh("m", [rich.Meshes[1].Primitives[0] with { Material = 0 }]), rich.Meshes[1]] }),
            ("sheared", SampleScenes.Of(SampleScenes.Grid(2, 2)) with { Nodes = [new Node("s", -1, sheared, 0), new Node("t", 0, Affine3d.Identity, 0)] }),
            ("wide indices", SampleScenes.Of(SampleScenes.Grid(300, 300))),
            ("empty mesh", rich with { Meshes = [new Mesh("none", []), rich.Meshes[1]] }),
        ];
        foreach ((string name, Scene scene) in scenes)
        {
            string file = Path.Combine(Path.GetTempPath(), $"kiln-{Guid.NewGuid():N}.glb");
            try
            {
                await File.WriteAllBytesAsync(file, GlbWriter.Write(scene));
                GltfVerdict verdict = await IndependentCheckers.CheckGltfAsync(file);
                Assert.True(verdict.Ok && verdict.Errors == 0 && verdict.Warnings == 0, $"{name}: {string.Join("; ", verdict.Messages)}");
            }
            finally
            {
                File.Delete(file);
            }
        }
    }
}
