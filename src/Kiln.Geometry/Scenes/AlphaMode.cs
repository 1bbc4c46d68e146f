namespace Kiln.Geometry.Scenes;

/// <summary>How a material's alpha is meant (glTF 2.0, material.alphaMode).</summary>
public enum AlphaMode
{
    /// <summary>Alpha is ignored.</summary>
    Opaque,

    /// <summary>Alpha below the cutoff is a hole.</summary>
    Mask,

    /// <summary>Alpha blends.</summary>
    Blend,
}
