using System.Numerics;
using System.Text.Json;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>Writes references to textures, then the textures and samplers that were referred to.</summary>
internal sealed class GltfTextureWriter(Utf8JsonWriter json)
{
    private const string TransformExtension = "KHR_texture_transform";

    private readonly List<(int Image, int Sampler)> _textures = [];
    private readonly List<(TextureWrap U, TextureWrap V)> _samplers = [];

    /// <summary>The extensions that references use.</summary>
    public HashSet<string> Extensions { get; } = [];

    /// <summary>True when a texture of the material uses the set of coordinates.</summary>
    public static bool Uses(Material material, int texCoord) =>
        material.Textures.Any(texture => texture.TexCoord == texCoord);

    /// <summary>The material without the textures whose coordinates are missing.</summary>
    public static Material Bound(Material material, bool first, bool second) =>
        material.WithTextures(texture => (texture.TexCoord == 0 ? first : second) ? texture : null);

    /// <summary>Writes a reference as a member; nothing for null.</summary>
    public void WriteReference(string member, TextureReference? texture, string? factor = null, float value = 1)
    {
        if (texture is null)
        {
            return;
        }

        json.WriteStartObject(member);
        json.WriteNumber("index", Place(_textures, (texture.Image, Place(_samplers, (texture.WrapU, texture.WrapV)))));
        if (texture.TexCoord != 0)
        {
            json.WriteNumber("texCoord", texture.TexCoord);
        }

        if (factor is not null && value != 1)
        {
            json.WriteNumber(factor, value);
        }

        if (texture.HasTransform)
        {
            WriteTransform(texture);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes textures and samplers.</summary>
    public void Write()
    {
        if (_textures.Count == 0)
        {
            return;
        }

        json.WriteStartArray("textures");
        foreach ((int image, int sampler) in _textures)
        {
            json.WriteStartObject();
            json.WriteNumber("sampler", sampler);
            json.WriteNumber("source", image);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("samplers");
        foreach ((TextureWrap u, TextureWrap v) in _samplers)
        {
            json.WriteStartObject();
            json.WriteNumber("wrapS", Number(u));
            json.WriteNumber("wrapT", Number(v));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static int Number(TextureWrap wrap) => wrap switch
    {
        TextureWrap.ClampToEdge => 33071,
        TextureWrap.MirroredRepeat => 33648,
        _ => 10497,
    };

    private static int Place<T>(List<T> known, T item)
    {
        int place = known.IndexOf(item);
        if (place < 0)
        {
            place = known.Count;
            known.Add(item);
        }

        return place;
    }

    private void WriteTransform(TextureReference texture)
    {
        Extensions.Add(TransformExtension);
        json.WriteStartObject("extensions");
        json.WriteStartObject(TransformExtension);
        WritePair("offset", texture.Offset, Vector2.Zero);
        if (texture.Rotation != 0)
        {
            json.WriteNumber("rotation", texture.Rotation);
        }

        WritePair("scale", texture.Scale, Vector2.One);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePair(string member, Vector2 pair, Vector2 whenAbsent)
    {
        if (pair != whenAbsent)
        {
            json.WriteStartArray(member);
            json.WriteNumberValue(pair.X);
            json.WriteNumberValue(pair.Y);
            json.WriteEndArray();
        }
    }
}
