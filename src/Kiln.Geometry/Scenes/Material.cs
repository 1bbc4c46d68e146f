using System.Numerics;

namespace Kiln.Geometry.Scenes;

/// <summary>A metallic-roughness material with the meaning and defaults of glTF 2.0. Factors are linear and multiply textures.</summary>
public sealed record Material
{
    /// <summary>Name in the file; may be empty and need not be unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Linear base colour and alpha.</summary>
    public Vector4 BaseColor { get; init; } = Vector4.One;

    /// <summary>sRGB base colour with alpha, or null.</summary>
    public TextureReference? BaseColorTexture { get; init; }

    /// <summary>Metalness, 0–1.</summary>
    public float Metallic { get; init; } = 1;

    /// <summary>Roughness, 0–1.</summary>
    public float Roughness { get; init; } = 1;

    /// <summary>Roughness in G, metalness in B, or null.</summary>
    public TextureReference? MetallicRoughnessTexture { get; init; }

    /// <summary>Tangent-space normals (+Y up), or null.</summary>
    public TextureReference? NormalTexture { get; init; }

    /// <summary>Scale of the normal texture's X and Y.</summary>
    public float NormalScale { get; init; } = 1;

    /// <summary>Occlusion in R, or null.</summary>
    public TextureReference? OcclusionTexture { get; init; }

    /// <summary>How much the occlusion texture darkens, 0–1.</summary>
    public float OcclusionStrength { get; init; } = 1;

    /// <summary>Linear emitted colour, emissive strength included; components may exceed 1.</summary>
    public Vector3 Emissive { get; init; }

    /// <summary>sRGB emitted colour, or null.</summary>
    public TextureReference? EmissiveTexture { get; init; }

    /// <summary>How alpha is meant.</summary>
    public AlphaMode AlphaMode { get; init; }

    /// <summary>Threshold of <see cref="AlphaMode.Mask"/>.</summary>
    public float AlphaCutoff { get; init; } = 0.5f;

    /// <summary>Back faces are shown too.</summary>
    public bool DoubleSided { get; init; }

    /// <summary>KHR_materials_unlit.</summary>
    public bool Unlit { get; init; }

    /// <summary>Index of refraction (KHR_materials_ior).</summary>
    public float IndexOfRefraction { get; init; } = 1.5f;

    /// <summary>Clear coat layer intensity, 0–1 (KHR_materials_clearcoat).</summary>
    public float Clearcoat { get; init; }

    /// <summary>Clear coat intensity in R, or null.</summary>
    public TextureReference? ClearcoatTexture { get; init; }

    /// <summary>Clear coat roughness, 0–1.</summary>
    public float ClearcoatRoughness { get; init; }

    /// <summary>Clear coat roughness in G, or null.</summary>
    public TextureReference? ClearcoatRoughnessTexture { get; init; }

    /// <summary>Every texture that the material uses.</summary>
    public IEnumerable<TextureReference> Textures => new[]
    {
        BaseColorTexture, MetallicRoughnessTexture, NormalTexture, OcclusionTexture, EmissiveTexture, ClearcoatTexture, ClearcoatRoughnessTexture,
    }.OfType<TextureReference>();

    /// <summary>The material with each texture replaced; null takes it away.</summary>
    public Material WithTextures(Func<TextureReference, TextureReference?> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        TextureReference? Replaced(TextureReference? texture) => texture is null ? null : replace(texture);
        return this with
        {
            BaseColorTexture = Replaced(BaseColorTexture),
            MetallicRoughnessTexture = Replaced(MetallicRoughnessTexture),
            NormalTexture = Replaced(NormalTexture),
            OcclusionTexture = Replaced(OcclusionTexture),
            EmissiveTexture = Replaced(EmissiveTexture),
            ClearcoatTexture = Replaced(ClearcoatTexture),
            ClearcoatRoughnessTexture = Replaced(ClearcoatRoughnessTexture),
        };
    }
}
