using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Reads the materials that primitives use, and the images that those use, each once.</summary>
internal sealed class GltfMaterials(GltfDocument document, GltfTextures textures, List<string> warnings)
{
    private static readonly float[] White = [1, 1, 1, 1];
    private static readonly float[] Black = [0, 0, 0];
    private readonly Dictionary<int, int> _indices = [];
    private readonly List<Material> _materials = [];
    private readonly List<GltfTexCoordSets> _sets = [];

    /// <summary>The materials in the order of their first use.</summary>
    public IReadOnlyList<Material> Materials => _materials;

    /// <summary>The scene's index of a material of the file; −1 for none.</summary>
    public int Use(int? index, string referrer)
    {
        if (index is not { } source)
        {
            return -1;
        }

        GltfMaterial material = GltfElements.At(document.Materials, source, "materials", referrer);
        if (!_indices.TryGetValue(source, out int known))
        {
            known = _materials.Count;
            _indices[source] = known;
            string where = $"materials[{source}]";
            (Material read, GltfTexCoordSets sets) = GltfTexCoordSets.Assign(Read(material, where), warnings, where);
            _materials.Add(read);
            _sets.Add(sets);
        }

        return known;
    }

    /// <summary>The sets of texture coordinates that a material of the scene reads.</summary>
    /// <param name="material">What <see cref="Use"/> gave.</param>
    public GltfTexCoordSets SetsOf(int material) => material < 0 ? GltfTexCoordSets.Usual : _sets[material];

    private Material Read(GltfMaterial source, string where)
    {
        GltfMaterialExtensions extensions = source.Extensions ?? new GltfMaterialExtensions();
        WarnOfOthers(extensions, where);
        float[] emissive = GltfElements.Numbers(source.EmissiveFactor, Black, "emissiveFactor", where);
        float strength = GltfElements.Number(extensions.EmissiveStrength?.EmissiveStrength, 1, "emissiveStrength", where);
        var material = new Material
        {
            Name = source.Name ?? "",
            NormalTexture = textures.Reference(source.NormalTexture, $"{where}.normalTexture"),
            NormalScale = GltfElements.Number(source.NormalTexture?.Scale, 1, "scale", $"{where}.normalTexture"),
            OcclusionTexture = textures.Reference(source.OcclusionTexture, $"{where}.occlusionTexture"),
            OcclusionStrength = Unit(source.OcclusionTexture?.Strength, 1, "strength", $"{where}.occlusionTexture"),
            EmissiveTexture = textures.Reference(source.EmissiveTexture, $"{where}.emissiveTexture"),
            Emissive = Vector3.Max(Vector3.Zero, new Vector3(emissive) * strength),
            AlphaMode = source.AlphaMode switch { "MASK" => AlphaMode.Mask, "BLEND" => AlphaMode.Blend, _ => AlphaMode.Opaque },
            AlphaCutoff = Math.Max(0, GltfElements.Number(source.AlphaCutoff, 0.5f, "alphaCutoff", where)),
            DoubleSided = source.DoubleSided,
            Unlit = extensions.Unlit is not null,
            IndexOfRefraction = Math.Max(0, GltfElements.Number(extensions.IndexOfRefraction?.Ior, 1.5f, "ior", where)),
        };
        material = extensions.Clearcoat is { } coat ? WithClearcoat(material, coat, $"{where}.extensions.KHR_materials_clearcoat") : material;
        return extensions.SpecularGlossiness is { } glossy
            ? WithSpecularGlossiness(material, glossy, $"{where}.extensions.KHR_materials_pbrSpecularGlossiness")
            : WithMetallicRoughness(material, source.PbrMetallicRoughness ?? new GltfMetallicRoughness(), $"{where}.pbrMetallicRoughness");
    }

    private Material WithClearcoat(Material material, GltfClearcoat source, string where)
    {
        float factor = Unit(source.ClearcoatFactor, 0, "clearcoatFactor", where);
        TextureReference? coat = textures.Reference(source.ClearcoatTexture, $"{where}.clearcoatTexture");
        TextureReference? roughness = textures.Reference(source.ClearcoatRoughnessTexture, $"{where}.clearcoatRoughnessTexture");
        return material with
        {
            Clearcoat = factor,
            // Of a coat that is not there no texture shows.
            ClearcoatTexture = factor > 0 ? coat : null,
            ClearcoatRoughness = Unit(source.ClearcoatRoughnessFactor, 0, "clearcoatRoughnessFactor", where),
            ClearcoatRoughnessTexture = factor > 0 ? roughness : null,
        };
    }

    // Glass stays opaque without its transmission, so it is told.
    private void WarnOfOthers(GltfMaterialExtensions extensions, string where)
    {
        string[] names =
        [
            .. (extensions.Others?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal),
            .. (extensions.Clearcoat?.Others?.Keys ?? Enumerable.Empty<string>())
                .Where(name => name.EndsWith("Texture", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        if (names.Length > 0)
        {
            warnings.Add($"Of {where} was left out: {string.Join(", ", names)}.");
        }
    }

    private Material WithMetallicRoughness(Material material, GltfMetallicRoughness source, string where) => material with
    {
        BaseColor = Unit(new Vector4(GltfElements.Numbers(source.BaseColorFactor, White, "baseColorFactor", where))),
        BaseColorTexture = textures.Reference(source.BaseColorTexture, $"{where}.baseColorTexture"),
        Metallic = Unit(source.MetallicFactor, 1, "metallicFactor", where),
        Roughness = Unit(source.RoughnessFactor, 1, "roughnessFactor", where),
        MetallicRoughnessTexture = textures.Reference(source.MetallicRoughnessTexture, $"{where}.metallicRoughnessTexture"),
    };

    private Material WithSpecularGlossiness(Material material, GltfSpecularGlossiness source, string where)
    {
        Vector4 diffuse = Unit(new Vector4(GltfElements.Numbers(source.DiffuseFactor, White, "diffuseFactor", where)));
        var specular = new Vector3(GltfElements.Numbers(source.SpecularFactor, [1f, 1f, 1f], "specularFactor", where));
        var factors = new SpecularGlossiness(
            diffuse, Vector3.Clamp(specular, Vector3.Zero, Vector3.One), Unit(source.GlossinessFactor, 1, "glossinessFactor", where));
        TextureReference? diffuseTexture = textures.Reference(source.DiffuseTexture, $"{where}.diffuseTexture");
        if (source.SpecularGlossinessTexture is { } glossyTexture)
        {
            return textures.ConvertSpecularGlossiness(material, factors, diffuseTexture, glossyTexture, where);
        }

        // Without a specular map the split into metal and dielectric follows from the factors alone; a diffuse map then keeps
        // its part as the map of the base colour.
        (Vector4 baseColor, float metallic) = factors.ToMetallic();
        return material with
        {
            BaseColor = diffuseTexture is null ? baseColor : new Vector4(diffuse.X, diffuse.Y, diffuse.Z, diffuse.W),
            BaseColorTexture = diffuseTexture,
            Metallic = diffuseTexture is null ? metallic : 0,
            Roughness = 1 - factors.Glossiness,
        };
    }

    private static float Unit(float? value, float whenAbsent, string member, string where) =>
        Math.Clamp(GltfElements.Number(value, whenAbsent, member, where), 0, 1);

    private static Vector4 Unit(Vector4 value) => Vector4.Clamp(value, Vector4.Zero, Vector4.One);
}
