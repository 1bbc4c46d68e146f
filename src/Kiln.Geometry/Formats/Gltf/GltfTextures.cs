using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Reads the textures that materials refer to, each image once.</summary>
internal sealed class GltfTextures(
    GltfDocument document, GltfBuffers buffers, SideFiles sideFiles, ImageCollection images, GltfMemory memory, List<string> warnings)
{
    /// <summary>Larger maps are made this small when they are converted, which takes some 20 bytes of memory a pixel.</summary>
    private const int MaxConvertedSide = 4096;

    private readonly Dictionary<int, int> _indices = [];
    private readonly Dictionary<(SpecularGlossiness Factors, int Diffuse, int Glossy), (int BaseColor, int Surface)> _converted = [];

    /// <summary>
    /// The use of a texture, its set of coordinates as the file numbers it; null when there is none, or when its image cannot be used,
    /// of which a warning tells.
    /// </summary>
    public TextureReference? Reference(GltfTextureInfo? info, string where)
    {
        if (info is null)
        {
            return null;
        }

        GltfTextureTransform? transform = info.Extensions?.Transform;
        int texCoord = transform?.TexCoord ?? info.TexCoord;
        GltfTexture texture = GltfElements.At(document.Textures, GltfElements.Required(info.Index, "index", where), "textures", where);
        if (texture.Source is not { } source)
        {
            warnings.Add($"The texture of {where} was left out: its image is of a kind that cannot be read.");
            return null;
        }

        int image = Image(source, where);
        GltfSampler? sampler = texture.Sampler is { } index ? GltfElements.At(document.Samplers, index, "samplers", where) : null;
        return image < 0 ? null : new TextureReference(image)
        {
            TexCoord = texCoord,
            WrapU = Wrap(sampler?.WrapS),
            WrapV = Wrap(sampler?.WrapT),
            Offset = new Vector2(GltfElements.Numbers(transform?.Offset, [0f, 0f], "offset", where)),
            Rotation = GltfElements.Number(transform?.Rotation, 0, "rotation", where),
            Scale = new Vector2(GltfElements.Numbers(transform?.Scale, [1f, 1f], "scale", where)),
        };
    }

    /// <summary>The material with its specular-glossiness maps turned into maps of base colour, metalness and roughness.</summary>
    /// <remarks>
    /// The new maps are as large as the larger of the old ones and are laid out as the specular map is, which in practice shares
    /// the coordinates of the diffuse map.
    /// </remarks>
    public Material ConvertSpecularGlossiness(
        Material material, SpecularGlossiness factors, TextureReference? diffuse, GltfTextureInfo glossyInfo, string where)
    {
        if (Reference(glossyInfo, $"{where}.specularGlossinessTexture") is not { } glossy)
        {
            return material with { BaseColor = factors.Diffuse, BaseColorTexture = diffuse, Metallic = 0, Roughness = 1 - factors.Glossiness };
        }

        (SpecularGlossiness, int, int) key = (factors, diffuse?.Image ?? -1, glossy.Image);
        if (!_converted.TryGetValue(key, out (int BaseColor, int Surface) maps))
        {
            (PixelImage baseColor, PixelImage surface) = SpecularGlossinessMaps.Convert(
                factors, diffuse is null ? null : Decode(diffuse, where), Decode(glossy, where));
            string name = material.Name.Length > 0 ? material.Name : "material";
            maps = (images.Add($"{name} base colour", PngEncoder.Encode(baseColor), where),
                images.Add($"{name} metallic-roughness", PngEncoder.Encode(surface), where));
            _converted[key] = maps;
        }

        return material with
        {
            BaseColor = Vector4.One,
            BaseColorTexture = glossy with { Image = maps.BaseColor },
            Metallic = 1,
            Roughness = 1,
            MetallicRoughnessTexture = glossy with { Image = maps.Surface },
        };
    }

    private PixelImage Decode(TextureReference texture, string where)
    {
        PixelImage image = images.Decode(texture.Image, where);
        if (Math.Max(image.Width, image.Height) > MaxConvertedSide)
        {
            warnings.Add($"A map of {where} was made smaller to convert it: {image.Width} x {image.Height} pixels.");
        }

        return ImageResizer.Fit(image, MaxConvertedSide, TextureContent.Color);
    }

    private int Image(int source, string referrer)
    {
        GltfImage image = GltfElements.At(document.Images, source, "images", referrer);
        if (_indices.TryGetValue(source, out int known))
        {
            return known;
        }

        string where = $"images[{source}]";
        ReadOnlyMemory<byte> content = image switch
        {
            { BufferView: { } view } => buffers.View(view, where),
            { Uri.Data: { } data } => data,
            { Uri.Path: { } path } => sideFiles.Find(path)
                ?? throw new InvalidModelException($"Model refers to files that are not in the upload: {path}", where),
            _ => throw new InvalidModelException("The image has neither a uri nor a bufferView", where),
        };
        memory.Take(content.Length, where);
        string name = image.Name is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(image.Uri?.Path ?? "");
        int index = images.Add(name, content, where);
        _indices[source] = index;
        return index;
    }

    private static TextureWrap Wrap(int? mode) => mode switch
    {
        33071 => TextureWrap.ClampToEdge,
        33648 => TextureWrap.MirroredRepeat,
        _ => TextureWrap.Repeat,
    };
}
