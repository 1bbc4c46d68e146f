using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Scenes;

/// <summary>
/// A matt white material for surfaces of formats that have none, such as STL. In glTF a surface without a material is metal, which is
/// what glTF files mean by it and no other format does.
/// </summary>
internal static class PlainMaterial
{
    /// <summary>The scene with the material on each surface without one; a scene of glTF, which declares its up axis, as it is.</summary>
    public static Scene Given(Scene scene)
    {
        if (scene.DeclaredUpAxis is not null || scene.Meshes.All(mesh => mesh.Primitives.All(primitive => primitive.Material >= 0)))
        {
            return scene;
        }

        return scene with
        {
            Materials = [.. scene.Materials, new Material { Name = "plain", Metallic = 0 }],
            Meshes =
            [
                .. scene.Meshes.Select(mesh => mesh with
                {
                    Primitives =
                    [
                        .. mesh.Primitives.Select(primitive =>
                            primitive.Material >= 0 ? primitive : primitive with { Material = scene.Materials.Count }),
                    ],
                }),
            ],
        };
    }
}
