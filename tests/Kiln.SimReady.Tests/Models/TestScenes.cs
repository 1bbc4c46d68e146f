using System.Numerics;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;

namespace Kiln.SimReady.Tests.Models;

/// <summary>Inputs made in code, with answers in closed form.</summary>
internal static class TestScenes
{
    /// <summary>A scene of one node for each mesh, glTF's frame.</summary>
    public static Scene Of(IReadOnlyList<Material> materials, params (string Name, TriangleMesh Mesh)[] parts) => new()
    {
        Name = "test",
        Nodes = [.. parts.Select((part, index) => new Node(part.Name, -1, Affine3d.Identity, index))],
        Meshes = [.. parts.Select(part => new Mesh(part.Name, [part.Mesh]))],
        Materials = materials,
        Images = [],
    };

    public static byte[] Glb(Scene scene) => GlbWriter.Write(scene);

    /// <summary>A box of 0.2 × 0.4 × 0.1 m (x, y, z of glTF) named as made of wood.</summary>
    public static byte[] WoodenBox() =>
        Glb(Of([new Material { Name = "Oak" }], ("box", TexturedShapes.Box(new Vector3(0.2f, 0.4f, 0.1f), 4, 0))));

    public static TriangleMesh Moved(TriangleMesh mesh, Vector3 offset) =>
        mesh with { Positions = Array.ConvertAll(mesh.Positions, p => p + offset) };

    /// <summary>A stool: a textured seat of wood on three steel legs that sink into it; every texture role is used.</summary>
    public static Scene Stool()
    {
        EncodedImage Image(string name, byte[] content) => new(name, "image/png", content);
        Material wood = new()
        {
            Name = "Oak wood",
            BaseColor = new(0.9f, 0.8f, 0.7f, 1),
            BaseColorTexture = new(0),
            MetallicRoughnessTexture = new(1),
            Metallic = 0.5f,
            Roughness = 0.75f,
            NormalTexture = new(2) { Scale = new(2, 2) },
            NormalScale = 0.5f,
            OcclusionTexture = new(1),
            OcclusionStrength = 0.8f,
            EmissiveTexture = new(3),
            Emissive = new(0.1f, 0.1f, 0.1f),
            Clearcoat = 0.5f,
            ClearcoatTexture = new(1),
            ClearcoatRoughness = 0.25f,
            ClearcoatRoughnessTexture = new(4),
        };
        Material steel = new() { Name = "Brushed steel", BaseColor = new(0.6f, 0.6f, 0.65f, 1), Roughness = 0.3f };
        TriangleMesh leg = TexturedShapes.Box(new Vector3(0.04f, 0.45f, 0.04f), 3, 1);
        Scene scene = Of(
            [wood, steel],
            ("seat", Moved(TexturedShapes.Box(new Vector3(0.4f, 0.05f, 0.4f), 8, 0), new(0, 0.45f, 0))),
            ("leg 1", Moved(leg, new(0.15f, 0.2f, 0.15f))),
            ("leg 2", Moved(leg, new(-0.15f, 0.2f, 0.15f))),
            ("leg 3", Moved(leg, new(0, 0.2f, -0.15f))));
        return scene with
        {
            Images =
            [
                Image("wood", TestImages.Checker(64)),
                Image("orm", TestImages.Png(16, 16, (x, y) => (255, (byte)(x * 16), (byte)(y * 16)))),
                Image("normal", TestImages.Png(16, 16, (_, _) => (128, 128, 255))),
                Image("glow", TestImages.Png(8, 8, (x, _) => ((byte)(x * 8), 0, 0))),
                Image("coat", TestImages.Png(8, 8, (_, y) => (0, (byte)(y * 32), 0))),
            ],
        };
    }
}
