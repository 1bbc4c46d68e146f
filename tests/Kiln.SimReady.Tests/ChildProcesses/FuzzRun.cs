using System.Text.Json.Nodes;
using Kiln.Geometry;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Formats.Hostile;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.ChildProcesses;

/// <summary>
/// Converts damaged files of every format. Whatever the bytes: a sound asset, or a refusal that says what is wrong. Each case is
/// announced on the error output, so that the last one is known when the process dies of it.
/// </summary>
internal static class FuzzRun
{
    // A valve for hangs: the files are small, and a sound one converts within a second.
    private static readonly TimeSpan LongestCase = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<(string Name, byte[] Content)> Files { get; } =
    [
        ("box.glb", TestScenes.WoodenBox()),
        ("stool.glb", TestScenes.Glb(TestScenes.Stool())),
        ("stool.gltf", TestFiles.Gltf(TestScenes.Glb(TestScenes.Stool()))),
        ("cylinder.obj", TestFiles.Obj(RevolvedSolids.Cylinder(0.1, 0.3, 9))),
        ("shape.stl", TestFiles.BinaryStl(CellSolids.LShape(0.1))),
        ("text.stl", TestFiles.TextStl(CellSolids.TShape(0.1))),
        ("frame.ply", TestFiles.BinaryPly(CellSolids.Frame(0.1))),
        ("text.ply", TestFiles.TextPly(Spheres.Icosphere(0.1, 1))),
        ("cross.zip", TestFiles.Zip(
            ("cross.obj", [.. "mtllib cross.mtl\nusemtl paint\n"u8, .. TestFiles.Obj(CellSolids.Cross(0.1))]),
            ("cross.mtl", [.. "newmtl paint\nKd 1 0.5 0\nmap_Kd paint.png\n"u8]),
            ("paint.png", TestImages.Checker(8)))),
    ];

    public static int Run(int seed, int cases)
    {
        int failures = 0;
        foreach ((string name, byte[] content) in Files)
        {
            for (int i = 0; i < cases; i++)
            {
                Console.Error.WriteLine($"{name} seed {seed} case {i}");
                if (Fault(name, Mutation.Of(content, new Random(HashCode(seed, name, i)))) is { } fault)
                {
                    failures++;
                    Console.WriteLine($"{name} seed {seed} case {i}: {fault}");
                }
            }
        }

        return failures == 0 ? 0 : 1;
    }

    public static string? Fault(string name, byte[] file)
    {
        using CancellationTokenSource valve = new(LongestCase);
        try
        {
            IReadOnlyDictionary<string, Artifact> artifacts = InMemoryConversion.Run(
                name, file, new(), new(2026, 1, 1), cancellationToken: valve.Token);
            JsonNode validation = JsonNode.Parse(artifacts[ArtifactNames.Report].Content.Span)!["validation"]!;
            return validation["passed"]!.GetValue<bool>()
                ? null
                : validation["rules"]!.AsArray().First(rule => rule!["result"]!.GetValue<string>() == "fail")!.ToJsonString();
        }
        catch (InvalidModelException refusal)
        {
            return refusal.Message.Length > 10 ? null : $"The refusal says too little: '{refusal.Message}'";
        }
        catch (OperationCanceledException)
        {
            return $"Not done after {LongestCase}.";
        }
        catch (Exception fault)
        {
            return fault.ToString();
        }
    }

    // The same in every process, unlike the base class library's.
    private static int HashCode(int seed, string name, int number) => name.Aggregate(seed + (number * 7919), (hash, c) => (hash * 31) + c);
}
