using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// The sets of texture coordinates that a material reads, by the file's numbers. A scene has two: a material that uses sets 0 and 1 alone
/// keeps them so, and the others take what is free.
/// </summary>
/// <param name="First">The file's set that becomes set 0.</param>
/// <param name="Second">The file's set that becomes set 1.</param>
internal readonly record struct GltfTexCoordSets(int First, int Second)
{
    /// <summary>What a primitive without a material has.</summary>
    public static GltfTexCoordSets Usual { get; } = new(0, 1);

    /// <summary>Name of the attribute that becomes set 0.</summary>
    public string FirstAttribute => $"TEXCOORD_{First}";

    /// <summary>Name of the attribute that becomes set 1.</summary>
    public string SecondAttribute => $"TEXCOORD_{Second}";

    /// <summary>The material with its textures numbered as in the scene. The base colour's set goes before others.</summary>
    /// <param name="material">A material with the file's numbers.</param>
    /// <param name="warnings">Told of textures that need a third set.</param>
    /// <param name="where">The material, for messages.</param>
    public static (Material Material, GltfTexCoordSets Sets) Assign(Material material, List<string> warnings, string where)
    {
        int[] used = [.. material.Textures.Select(texture => texture.TexCoord).Distinct()];
        if (Array.TrueForAll(used, set => set is 0 or 1))
        {
            return (material, Usual);
        }

        int[] kept = [.. used.Where(set => set >= 0).Take(2)];
        int first = kept.Contains(0) ? 0 : kept.FirstOrDefault(set => set != 1, 0);
        int second = kept.FirstOrDefault(set => set != first, first == 1 ? 0 : 1);
        foreach (int set in used.Except([first, second]))
        {
            warnings.Add($"The textures of {where} that use texture coordinates {set} were left out: two sets are read for a material.");
        }

        Material renumbered = material.WithTextures(texture =>
            texture.TexCoord == first ? texture with { TexCoord = 0 } : texture.TexCoord == second ? texture with { TexCoord = 1 } : null);
        return (renumbered, new(first, second));
    }
}
