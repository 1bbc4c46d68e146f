using System.Security.Cryptography;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Textures;

/// <summary>
/// The texture files of an asset: one for each distinct image, named by the first role that it is used for and by its hash, so
/// that equal images share a file.
/// </summary>
internal sealed class TextureFiles
{
    private readonly TextureFile?[] _byImage;

    private TextureFiles(TextureFile?[] byImage) => _byImage = byImage;

    /// <summary>The distinct files in ordinal order of their names.</summary>
    public IReadOnlyList<TextureFile> All => [.. _byImage
        .OfType<TextureFile>()
        .DistinctBy(file => file.Name)
        .OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>The file of an image that a material uses.</summary>
    public TextureFile Of(TextureReference reference) => _byImage[reference.Image]
        ?? throw new ArgumentException($"Image {reference.Image} is used by no material.", nameof(reference));

    /// <summary>Names the files of all images that the scene's materials use.</summary>
    public static TextureFiles Of(Scene scene)
    {
        TextureFile?[] files = new TextureFile?[scene.Images.Count];
        Dictionary<string, TextureFile> byHash = new(StringComparer.Ordinal);
        foreach ((TextureRole role, TextureReference reference) in scene.Materials.SelectMany(MaterialTextures.Of))
        {
            if (files[reference.Image] is null)
            {
                EncodedImage image = scene.Images[reference.Image];
                string hash = Convert.ToHexStringLower(SHA256.HashData(image.Content.Span))[..12];
                if (!byHash.TryGetValue(hash, out TextureFile? file))
                {
                    string extension = image.MediaType == MediaTypes.Jpeg ? "jpg" : "png";
                    file = new($"{Word(role)}_{hash}.{extension}", image);
                    byHash.Add(hash, file);
                }

                files[reference.Image] = file;
            }
        }

        return new(files);
    }

    private static string Word(TextureRole role) => role switch
    {
        TextureRole.BaseColor => "base_color",
        TextureRole.MetallicRoughness => "metallic_roughness",
        TextureRole.Normal => "normal",
        TextureRole.Occlusion => "occlusion",
        TextureRole.Emissive => "emissive",
        TextureRole.Clearcoat => "clearcoat",
        _ => "clearcoat_roughness",
    };
}
