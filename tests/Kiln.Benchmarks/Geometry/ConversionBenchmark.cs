using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;

namespace Kiln.Benchmarks.Geometry;

/// <summary>A whole conversion of a prop of 20,000 textured triangles, from the file's bytes to all deliverables.</summary>
internal static class ConversionBenchmark
{
    public static void Run()
    {
        byte[] glb = GlbWriter.Write(Prop());
        double milliseconds = Bench.BestMilliseconds(
            2, () => InMemoryConversion.Run("prop.glb", glb, new ConversionParameters(), new DateOnly(2026, 1, 1)));
        Bench.Print("geometry.convert_20k_seconds", milliseconds / 1000, "s");
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
