using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Textures;

/// <summary>The textures of a material by role.</summary>
internal static class MaterialTextures
{
    /// <summary>Every texture that the material uses, in the order of the roles.</summary>
    public static IEnumerable<(TextureRole Role, TextureReference Reference)> Of(Material material)
    {
        (TextureRole, TextureReference?)[] all =
        [
            (TextureRole.BaseColor, material.BaseColorTexture),
            (TextureRole.MetallicRoughness, material.MetallicRoughnessTexture),
            (TextureRole.Normal, material.NormalTexture),
            (TextureRole.Occlusion, material.OcclusionTexture),
            (TextureRole.Emissive, material.EmissiveTexture),
            (TextureRole.Clearcoat, material.ClearcoatTexture),
            (TextureRole.ClearcoatRoughness, material.ClearcoatRoughnessTexture),
        ];
        foreach ((TextureRole role, TextureReference? reference) in all)
        {
            if (reference is not null)
            {
                yield return (role, reference);
            }
        }
    }
}
