using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Decides which required extensions a file may have.</summary>
internal static class GltfExtensions
{
    private static readonly string[] Supported =
    [
        "EXT_mesh_gpu_instancing", "EXT_meshopt_compression", "KHR_draco_mesh_compression", "KHR_meshopt_compression", "KHR_mesh_quantization",
        "KHR_texture_transform", "KHR_lights_punctual", "KHR_xmp_json_ld",
    ];

    /// <summary>Image formats that a file may offer beside PNG or JPEG; textures that offer nothing else are warned of one by one.</summary>
    private static readonly string[] Optional = ["KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif", "MSFT_texture_dds"];

    /// <summary>Refuses a file that requires what cannot be read, and warns of what is left out.</summary>
    /// <exception cref="InvalidModelException">A required extension is not supported; the message names it.</exception>
    public static void Check(GltfDocument document, List<string> warnings)
    {
        foreach (string? extension in document.ExtensionsRequired ?? [])
        {
            if (extension == "KHR_texture_basisu")
            {
                throw new InvalidModelException(
                    "The model requires KHR_texture_basisu, and KTX2 textures cannot be read. Export its textures as PNG or JPEG",
                    "extensionsRequired");
            }

            // A material extension changes the look, never the shape, so a model is still of use without it.
            bool known = extension is null || Supported.Contains(extension)
                || extension.StartsWith("KHR_materials_", StringComparison.Ordinal);
            if (!known)
            {
                throw new InvalidModelException($"The model requires the extension {extension}, which cannot be read", "extensionsRequired");
            }
        }

        WarnOfUnread(document, warnings);
        WarnOf(document.Animations, "animation", warnings);
        WarnOf(document.Cameras, "camera", warnings);
        if (document.Extensions?.Lights is not null)
        {
            warnings.Add("The file's lights were left out.");
        }
    }

    // What the model is meant to be may depend on them, as where nodes stand for many instances.
    private static void WarnOfUnread(GltfDocument document, List<string> warnings)
    {
        string[] unread =
        [
            .. (document.ExtensionsUsed ?? []).OfType<string>().Distinct(StringComparer.Ordinal)
                .Where(extension => !Supported.Contains(extension) && !Optional.Contains(extension)
                    && !extension.StartsWith("KHR_materials_", StringComparison.Ordinal)),
        ];
        if (unread.Length > 0)
        {
            warnings.Add($"Extensions were not read: {string.Join(", ", unread)}.");
        }
    }

    private static void WarnOf(GltfIgnored?[]? elements, string what, List<string> warnings)
    {
        if (elements is { Length: > 0 })
        {
            warnings.Add($"{elements.Length} {what}{(elements.Length == 1 ? " was" : "s were")} left out.");
        }
    }
}
