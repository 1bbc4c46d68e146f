namespace Kiln.Geometry.Images;

/// <summary>What the samples of a texture mean, which decides how they may be mixed.</summary>
public enum TextureContent
{
    /// <summary>sRGB colour: mixed in linear light, weighted by alpha.</summary>
    Color,

    /// <summary>Numbers, such as roughness and metalness: mixed as they stand.</summary>
    Data,

    /// <summary>Tangent-space normals in RGB: mixed as vectors and made unit again.</summary>
    Normal,
}
