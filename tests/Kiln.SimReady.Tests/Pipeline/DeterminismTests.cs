using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.SimReady.Tests.ChildProcesses;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>Same input, same bytes out, in every process and on any number of cores.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kiln-");

    [Fact]
    public async Task The_number_of_cores_changes_no_byte_of_any_step()
    {
        string[] files =
        [
            // Many parts and all textures, in both encodings; a search for cuts with ties; simplification; a surface with a hole, measured on a grid.
            Write("stool.glb", TestScenes.Glb(TestScenes.Stool())),
            Write("stool_in_text.glb", TestScenes.Glb(TestScenes.Stool())),
            Write("gear.stl", TestFiles.BinaryStl(PlateSolids.Gear(9, 0.05, 0.04, 0.01, 0.01))),
            Write("lumpy.obj", TestFiles.Obj(Spheres.Lumpy(0.1, 4, 3))),
            Write("crates.glb", TestScenes.Glb(Crates())),
            Write("open.obj", TestFiles.Obj(BrokenShapes.WithoutTriangle(Spheres.Icosphere(0.1, 1), 7))),
        ];

        Dictionary<string, string> outputs = [];
        foreach (string cores in new[] { "1", "2", "5" })
        {
            (int exitCode, string output, string errors) = await ChildProcess.RunAsync(
                new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = cores }, ["hashes", .. files]);
            Assert.True(exitCode == 0, errors);
            outputs[cores] = output;
        }

        Assert.Contains("stool.glb output/usd/stool/stool.usdz ", outputs["1"], StringComparison.Ordinal);
        Assert.Equal(outputs["1"].Split('\n'), outputs["2"].Split('\n'));
        Assert.Equal(outputs["1"].Split('\n'), outputs["5"].Split('\n'));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Parts of several materials, worked on at the same time; the first has no lid and is measured on a grid.
    private static Scene Crates() => TestScenes.Of(
        [new Material { Name = "oak" }, new Material { Name = "steel" }, new Material { Name = "glass", AlphaMode = AlphaMode.Blend }],
        [
            .. Enumerable.Range(0, 5).Select(i =>
            {
                TriangleMesh box = TexturedShapes.Box(new Vector3(0.1f, 0.1f + (0.02f * i), 0.1f), 1, i % 3);
                return ($"crate {i}", TestScenes.Moved(i > 0 ? box : box with { Indices = box.Indices[6..] }, new(0.15f * i, 0, 0)));
            }),
        ]);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
