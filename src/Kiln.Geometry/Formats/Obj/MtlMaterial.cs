using System.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>A material of an MTL library as it stands; what a statement did not give is null.</summary>
internal sealed class MtlMaterial(string name)
{
    /// <summary>Diffuse colour (<c>Kd</c>).</summary>
    public Vector3? Diffuse { get; set; }

    /// <summary>Emitted colour (<c>Ke</c>).</summary>
    public Vector3? Emissive { get; set; }

    /// <summary>Specular exponent (<c>Ns</c>), 0–1000.</summary>
    public float? SpecularExponent { get; set; }

    /// <summary>Opacity (<c>d</c>); goes before <see cref="Transparency"/>.</summary>
    public float? Dissolve { get; set; }

    /// <summary>One minus opacity (<c>Tr</c>).</summary>
    public float? Transparency { get; set; }

    /// <summary>Index of refraction (<c>Ni</c>).</summary>
    public float? IndexOfRefraction { get; set; }

    /// <summary>Roughness (<c>Pr</c>).</summary>
    public float? Roughness { get; set; }

    /// <summary>Metalness (<c>Pm</c>).</summary>
    public float? Metallic { get; set; }

    /// <summary>Clear coat thickness (<c>Pc</c>).</summary>
    public float? Clearcoat { get; set; }

    /// <summary>Clear coat roughness (<c>Pcr</c>).</summary>
    public float? ClearcoatRoughness { get; set; }

    /// <summary>Base colour map (<c>map_Kd</c>).</summary>
    public MtlTexture? DiffuseMap { get; set; }

    /// <summary>Emission map (<c>map_Ke</c>).</summary>
    public MtlTexture? EmissiveMap { get; set; }

    /// <summary>Tangent-space normal map (<c>norm</c>).</summary>
    public MtlTexture? NormalMap { get; set; }

    /// <summary>Roughness map (<c>map_Pr</c>); one of both, in G and B, when <c>map_Pm</c> names the same file.</summary>
    public MtlTexture? RoughnessMap { get; set; }

    /// <summary>Metalness map (<c>map_Pm</c>).</summary>
    public MtlTexture? MetallicMap { get; set; }

    /// <summary>Opacity map (<c>map_d</c>).</summary>
    public MtlTexture? DissolveMap { get; set; }

    /// <summary>
    /// The nearest metallic-roughness material. Roughness follows from the Blinn-Phong exponent as √(2 / (Ns + 2)) where the
    /// file does not give it; metalness is 0 unless given.
    /// </summary>
    /// <param name="texture">Finds the image of a map; null when it cannot be used.</param>
    /// <param name="surface">Makes one image of the maps of roughness and metalness; null when neither can be used.</param>
    /// <param name="cutOut">Makes one image of the maps of colour and opacity; null when the latter cannot be used.</param>
    public Material ToMaterial(
        Func<MtlTexture?, TextureReference?> texture,
        Func<MtlTexture?, MtlTexture?, TextureReference?> surface,
        Func<MtlTexture?, MtlTexture, TextureReference?> cutOut)
    {
        float opacity = Math.Clamp(Dissolve ?? (1 - Transparency) ?? 1, 0, 1);
        TextureReference? colorMap = texture(DiffuseMap);
        TextureReference? cutOutMap = DissolveMap is null ? null : DissolveMap.Path == DiffuseMap?.Path ? colorMap : cutOut(DiffuseMap, DissolveMap);
        TextureReference? diffuseMap = cutOutMap ?? colorMap;
        TextureReference? emissiveMap = texture(EmissiveMap);

        // Many writers leave the colour black where a map gives it; multiplied as the format says, the map would vanish.
        Vector3 diffuse = Diffuse is { } given && (colorMap is null || given != Vector3.Zero) ? given : colorMap is null ? new(0.8f) : Vector3.One;
        Vector3 emissive = Emissive is { } emitted && (emissiveMap is null || emitted != Vector3.Zero) ? emitted : emissiveMap is null ? default : Vector3.One;
        TextureReference? surfaceMap = RoughnessMap is not null && RoughnessMap.Path == MetallicMap?.Path
            ? texture(RoughnessMap)
            : surface(RoughnessMap, MetallicMap);
        return new Material
        {
            Name = name,
            BaseColor = new Vector4(Vector3.Clamp(diffuse, Vector3.Zero, Vector3.One), opacity),
            BaseColorTexture = diffuseMap,
            Metallic = Factor(Metallic, surfaceMap is null ? null : MetallicMap) ?? 0,
            Roughness = Factor(Roughness, surfaceMap is null ? null : RoughnessMap) ?? MathF.Sqrt(2 / (Math.Max(SpecularExponent ?? 0, 0) + 2)),
            MetallicRoughnessTexture = surfaceMap,
            NormalTexture = texture(NormalMap),
            NormalScale = NormalMap?.Strength ?? 1,
            Emissive = Vector3.Max(emissive, Vector3.Zero),
            EmissiveTexture = emissiveMap,
            AlphaMode = opacity < 1 || cutOutMap is not null ? AlphaMode.Blend : AlphaMode.Opaque,
            IndexOfRefraction = IndexOfRefraction is >= 1 and <= 4 and var ior ? ior : 1.5f,
            Clearcoat = Math.Clamp(Clearcoat ?? 0, 0, 1),
            ClearcoatRoughness = Math.Clamp(ClearcoatRoughness ?? 0, 0, 1),
        };
    }

    /// <summary>A factor beside a map, which would vanish where writers left the factor at zero; null when neither is given.</summary>
    private static float? Factor(float? given, MtlTexture? map) =>
        given is { } factor && (map is null || factor != 0) ? Math.Clamp(factor, 0, 1) : map is null ? null : 1;
}
