using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Scenes;

/// <summary>Drops materials that no mesh uses and images that no material uses.</summary>
internal static class SceneUsage
{
    /// <summary>The scene with only what its meshes use, in the old order.</summary>
    public static Scene Compact(Scene scene)
    {
        int[] materials = Renumber(
            scene.Materials.Count, scene.Meshes.SelectMany(mesh => mesh.Primitives).Select(primitive => primitive.Material));
        Material[] usedMaterials = [.. scene.Materials.Where((_, index) => materials[index] >= 0)];
        int[] images = Renumber(
            scene.Images.Count, usedMaterials.SelectMany(material => material.Textures).Select(texture => texture.Image));
        return scene with
        {
            Meshes =
            [
                .. scene.Meshes.Select(mesh => mesh with
                {
                    Primitives =
                    [
                        .. mesh.Primitives.Select(primitive => primitive with
                        {
                            Material = primitive.Material < 0 ? -1 : materials[primitive.Material],
                        }),
                    ],
                }),
            ],
            Materials =
            [
                .. usedMaterials.Select(material =>
                    material.WithTextures(texture => texture with { Image = images[texture.Image] })),
            ],
            Images = [.. scene.Images.Where((_, index) => images[index] >= 0)],
        };
    }

    private static int[] Renumber(int count, IEnumerable<int> used)
    {
        int[] numbers = new int[count];
        Array.Fill(numbers, -1);
        foreach (int index in used.Where(index => index >= 0))
        {
            numbers[index] = 0;
        }

        int next = 0;
        for (int i = 0; i < count; i++)
        {
            numbers[i] = numbers[i] < 0 ? -1 : next++;
        }

        return numbers;
    }
}
