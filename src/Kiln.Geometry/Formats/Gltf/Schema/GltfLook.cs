using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Geometry.Formats.Gltf.Schema;

internal sealed record GltfMaterial
{
    public string? Name { get; init; }

    public GltfMetallicRoughness? PbrMetallicRoughness { get; init; }

    public GltfTextureInfo? NormalTexture { get; init; }

    public GltfTextureInfo? OcclusionTexture { get; init; }

    public GltfTextureInfo? EmissiveTexture { get; init; }

    public float[]? EmissiveFactor { get; init; }

    public string? AlphaMode { get; init; }

    public float? AlphaCutoff { get; init; }

    public bool DoubleSided { get; init; }

    public GltfMaterialExtensions? Extensions { get; init; }
}

internal sealed record GltfMetallicRoughness
{
    public float[]? BaseColorFactor { get; init; }

    public GltfTextureInfo? BaseColorTexture { get; init; }

    public float? MetallicFactor { get; init; }

    public float? RoughnessFactor { get; init; }

    public GltfTextureInfo? MetallicRoughnessTexture { get; init; }
}

internal sealed record GltfMaterialExtensions
{
    [JsonPropertyName("KHR_materials_emissive_strength")]
    public GltfEmissiveStrength? EmissiveStrength { get; init; }

    [JsonPropertyName("KHR_materials_ior")]
    public GltfIndexOfRefraction? IndexOfRefraction { get; init; }

    [JsonPropertyName("KHR_materials_clearcoat")]
    public GltfClearcoat? Clearcoat { get; init; }

    [JsonPropertyName("KHR_materials_unlit")]
    public GltfIgnored? Unlit { get; init; }

    [JsonPropertyName("KHR_materials_pbrSpecularGlossiness")]
    public GltfSpecularGlossiness? SpecularGlossiness { get; init; }

    /// <summary>What is not read.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record GltfEmissiveStrength
{
    public float? EmissiveStrength { get; init; }
}

internal sealed record GltfIndexOfRefraction
{
    public float? Ior { get; init; }
}

internal sealed record GltfClearcoat
{
    public float? ClearcoatFactor { get; init; }

    public GltfTextureInfo? ClearcoatTexture { get; init; }

    public float? ClearcoatRoughnessFactor { get; init; }

    public GltfTextureInfo? ClearcoatRoughnessTexture { get; init; }

    /// <summary>What is not read: its own normal map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record GltfSpecularGlossiness
{
    public float[]? DiffuseFactor { get; init; }

    public GltfTextureInfo? DiffuseTexture { get; init; }

    public float[]? SpecularFactor { get; init; }

    public float? GlossinessFactor { get; init; }

    public GltfTextureInfo? SpecularGlossinessTexture { get; init; }
}

internal sealed record GltfTextureInfo
{
    public int? Index { get; init; }

    public int TexCoord { get; init; }

    /// <summary>Of a normal texture.</summary>
    public float? Scale { get; init; }

    /// <summary>Of an occlusion texture.</summary>
    public float? Strength { get; init; }

    public GltfTextureInfoExtensions? Extensions { get; init; }
}

internal sealed record GltfTextureInfoExtensions
{
    [JsonPropertyName("KHR_texture_transform")]
    public GltfTextureTransform? Transform { get; init; }
}

internal sealed record GltfTextureTransform
{
    public float[]? Offset { get; init; }

    public float Rotation { get; init; }

    public float[]? Scale { get; init; }

    public int? TexCoord { get; init; }
}

internal sealed record GltfTexture
{
    public int? Sampler { get; init; }

    public int? Source { get; init; }
}

internal sealed record GltfSampler
{
    public int? WrapS { get; init; }

    public int? WrapT { get; init; }
}

internal sealed record GltfImage
{
    public string? Name { get; init; }

    public GltfUri? Uri { get; init; }

    public int? BufferView { get; init; }
}
