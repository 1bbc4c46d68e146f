namespace Kiln.SimReady.Textures;

/// <summary>What a material uses an image for.</summary>
internal enum TextureRole
{
    BaseColor,
    MetallicRoughness,
    Normal,
    Occlusion,
    Emissive,
    Clearcoat,
    ClearcoatRoughness,
}
