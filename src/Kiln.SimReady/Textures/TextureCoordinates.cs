using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Textures;

/// <summary>
/// A set of texture coordinates as a texture sees it: a set of the mesh, transformed. Every distinct one becomes a set of its
/// own in the outputs, so that no reader has to know about texture transforms.
/// </summary>
internal readonly record struct TextureCoordinates(int Set, Vector2 Offset, float Rotation, Vector2 Scale)
{
    /// <summary>The coordinates that a texture is looked up with.</summary>
    public static TextureCoordinates Of(TextureReference reference) =>
        new(reference.TexCoord, reference.Offset, reference.Rotation, reference.Scale);

    /// <summary>The distinct coordinates of a material; the first one is that of its first texture.</summary>
    public static IReadOnlyList<TextureCoordinates> Of(Material material) =>
        [.. MaterialTextures.Of(material).Select(texture => Of(texture.Reference)).Distinct()];

    /// <summary>
    /// The coordinates at each vertex with the origin at the lower left, as USD, OBJ and MuJoCo want them (v' = 1 − v).
    /// </summary>
    /// <returns>Null when the mesh lacks the set.</returns>
    public Vector2[]? At(TriangleMesh mesh)
    {
        Vector2[]? source = Set == 0 ? mesh.TexCoords0 : mesh.TexCoords1;
        if (source is null)
        {
            return null;
        }

        // KHR_texture_transform: scale, then rotate, then offset.
        (float sin, float cos) = MathF.SinCos(Rotation);
        Vector2[] result = new Vector2[source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            Vector2 uv = source[i] * Scale;
            uv = Rotation == 0 ? uv : new((cos * uv.X) + (sin * uv.Y), (cos * uv.Y) - (sin * uv.X));
            uv += Offset;
            result[i] = new(uv.X, 1 - uv.Y);
        }

        return result;
    }
}
