using System.Diagnostics;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// A whole conversion of a prop of 20,000 textured triangles, from the file's bytes to all deliverables, and those of a ring of 100,000 by
/// their steps: the preparation of a GLB with simplification to a tenth, and the validation of all triangles; with one hull, as the search
/// for more is measured elsewhere.
/// </summary>
internal static class ConversionBenchmark
{
    private const int StepRuns = 12;

    public static void Run()
    {
        byte[] glb = GlbWriter.Write(Prop());
        double milliseconds = Bench.BestMilliseconds(
            2, () => InMemoryConversion.Run("prop.glb", glb, new ConversionParameters(), new DateOnly(2026, 1, 1)));
        Bench.Print("geometry.convert_20k_seconds", milliseconds / 1000, "s");
        MeasureSteps();
    }

    private static void MeasureSteps()
    {
        TriangleMesh ring = TexturedShapes.Torus(0.3f, 0.1f, 320, 160, material: 0);
        byte[] large = GlbWriter.Write(new Scene
        {
            Name = "ring",
            Nodes = [new Node("ring", -1, Affine3d.Identity, 0)],
            Meshes = [new Mesh("ring", [ring])],
            Materials = [new Material { Name = "rubber" }],
            Images = [],
        });
        var parameters = new ConversionParameters { Preprocess = PreprocessMode.Always, MaxHulls = 1 };
        var simplified = parameters with { TargetTriangleCount = ring.TriangleCount / 10 };
        Bench.Print("geometry.optimize_100k_ms", BestMilliseconds(large, simplified, step => step.Phase == ConversionPhase.Prepare), "ms");
        Bench.Print("geometry.validate_100k_ms", BestMilliseconds(large, parameters, step => step.Name == "validate"), "ms");
    }

    private static double BestMilliseconds(byte[] glb, ConversionParameters parameters, Func<ConversionStep, bool> isAsked)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < StepRuns; run++)
        {
            double sum = 0;
            long start = Stopwatch.GetTimestamp();
            InMemoryConversion.Run("ring.glb", glb, parameters, new DateOnly(2026, 1, 1), (step, _) =>
            {
                sum += isAsked(step) ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : 0;
                start = Stopwatch.GetTimestamp();
            });
            best = Math.Min(best, sum);
        }

        return best;
    }

    private static Scene Prop()
    {
        TriangleMesh body = TexturedShapes.Torus(0.3f, 0.1f, 120, 60, material: 0);
        TriangleMesh knob = TexturedShapes.Sphere(0.1f, 56, 51, material: 1);
        return new Scene
        {
            Name = "prop",
            Nodes = [new Node("ring", -1, Affine3d.Identity, 0), new Node("knob", -1, Affine3d.Translation(new(0.3, 0, 0.15)), 1)],
            Meshes = [new Mesh("ring", [body]), new Mesh("knob", [knob])],
            Materials = [new Material { Name = "rubber" }, new Material { Name = "oak" }],
            Images = [],
        };
    }
}
