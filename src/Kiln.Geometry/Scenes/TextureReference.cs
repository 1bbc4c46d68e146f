using System.Numerics;

namespace Kiln.Geometry.Scenes;

/// <summary>The use of an image by a material.</summary>
/// <param name="Image">Index into the scene's images.</param>
public sealed record TextureReference(int Image)
{
    /// <summary>Which set of texture coordinates is used: 0 or 1.</summary>
    public int TexCoord { get; init; }

    /// <summary>Wrapping along U.</summary>
    public TextureWrap WrapU { get; init; }

    /// <summary>Wrapping along V.</summary>
    public TextureWrap WrapV { get; init; }

    /// <summary>KHR_texture_transform: offset added last.</summary>
    public Vector2 Offset { get; init; }

    /// <summary>KHR_texture_transform: counter-clockwise rotation in radians about the origin, after the scale.</summary>
    public float Rotation { get; init; }

    /// <summary>KHR_texture_transform: scale applied first.</summary>
    public Vector2 Scale { get; init; } = Vector2.One;

    /// <summary>True when the coordinates are changed by an offset, rotation or scale.</summary>
    public bool HasTransform => Offset != Vector2.Zero || Rotation != 0 || Scale != Vector2.One;
}
