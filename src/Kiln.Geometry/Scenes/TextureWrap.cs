namespace Kiln.Geometry.Scenes;

/// <summary>What lies outside the unit square of texture coordinates.</summary>
public enum TextureWrap
{
    /// <summary>The image repeats.</summary>
    Repeat,

    /// <summary>The edge pixel goes on.</summary>
    ClampToEdge,

    /// <summary>The image repeats, mirrored every other time.</summary>
    MirroredRepeat,
}
