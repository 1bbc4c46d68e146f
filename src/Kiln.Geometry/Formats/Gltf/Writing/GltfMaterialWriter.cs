using System.Numerics;
using System.Text.Json;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>
/// Writes materials, textures and samplers. A material is written once for each combination of texture coordinate sets that its
/// meshes have, because a texture may only be bound where its coordinates exist.
/// </summary>
internal sealed class GltfMaterialWriter(Scene scene, Utf8JsonWriter json)
{
    private readonly List<(Material Material, bool First, bool Second)> _materials = [];
    private readonly Dictionary<(int Material, bool First, bool Second), int> _places = [];
    private readonly GltfTextureWriter _textures = new(json);
    private readonly SortedSet<string> _extensions = new(StringComparer.Ordinal);

    /// <summary>The file's index of a material of the scene for a mesh with or without the two sets of texture coordinates.</summary>
    public int Use(int material, bool first, bool second)
    {
        Material source = scene.Materials[material];

        // Where the sets make no difference one material serves all.
        first |= !GltfTextureWriter.Uses(source, 0);
        second |= !GltfTextureWriter.Uses(source, 1);
        if (!_places.TryGetValue((material, first, second), out int place))
        {
            place = _materials.Count;
            _materials.Add((source, first, second));
            _places[(material, first, second)] = place;
        }

        return place;
    }

    /// <summary>Writes the used materials, their textures and samplers, and the list of extensions.</summary>
    public void Write()
    {
        if (_materials.Count == 0)
        {
            return;
        }

        json.WriteStartArray("materials");
        foreach ((Material material, bool first, bool second) in _materials)
        {
            json.WriteStartObject();
            WriteMaterial(GltfTextureWriter.Bound(material, first, second));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _textures.Write();
        _extensions.UnionWith(_textures.Extensions);
        if (_extensions.Count > 0)
        {
            json.WriteStartArray("extensionsUsed");
            foreach (string extension in _extensions)
            {
                json.WriteStringValue(extension);
            }

            json.WriteEndArray();
        }
    }

    private void WriteMaterial(Material material)
    {
        if (material.Name.Length > 0)
        {
            json.WriteString("name", material.Name);
        }

        WriteMetallicRoughness(material);
        _textures.WriteReference("normalTexture", material.NormalTexture, "scale", material.NormalScale);
        _textures.WriteReference("occlusionTexture", material.OcclusionTexture, "strength", material.OcclusionStrength);
        _textures.WriteReference("emissiveTexture", material.EmissiveTexture);
        float strength = Math.Max(1, Math.Max(material.Emissive.X, Math.Max(material.Emissive.Y, material.Emissive.Z)));
        if (material.Emissive != Vector3.Zero)
        {
            WriteNumbers("emissiveFactor", material.Emissive.X / strength, material.Emissive.Y / strength, material.Emissive.Z / strength);
        }

        if (material.AlphaMode != AlphaMode.Opaque)
        {
            json.WriteString("alphaMode", material.AlphaMode == AlphaMode.Mask ? "MASK" : "BLEND");
        }

        if (material.AlphaMode == AlphaMode.Mask && material.AlphaCutoff != 0.5f)
        {
            json.WriteNumber("alphaCutoff", material.AlphaCutoff);
        }

        if (material.DoubleSided)
        {
            json.WriteBoolean("doubleSided", true);
        }

        WriteExtensions(material, strength);
    }

    private void WriteMetallicRoughness(Material material)
    {
        json.WriteStartObject("pbrMetallicRoughness");
        if (material.BaseColor != Vector4.One)
        {
            WriteNumbers("baseColorFactor", material.BaseColor.X, material.BaseColor.Y, material.BaseColor.Z, material.BaseColor.W);
        }

        _textures.WriteReference("baseColorTexture", material.BaseColorTexture);
        if (material.Metallic != 1)
        {
            json.WriteNumber("metallicFactor", material.Metallic);
        }

        if (material.Roughness != 1)
        {
            json.WriteNumber("roughnessFactor", material.Roughness);
        }

        _textures.WriteReference("metallicRoughnessTexture", material.MetallicRoughnessTexture);
        json.WriteEndObject();
    }

    private void WriteExtensions(Material material, float emissiveStrength)
    {
        bool coated = material.Clearcoat != 0 || material.ClearcoatRoughness != 0;
        if (emissiveStrength <= 1 && !coated && material.IndexOfRefraction == 1.5f && !material.Unlit)
        {
            return;
        }

        json.WriteStartObject("extensions");
        if (emissiveStrength > 1)
        {
            WriteExtension("KHR_materials_emissive_strength", () => json.WriteNumber("emissiveStrength", emissiveStrength));
        }

        if (material.IndexOfRefraction != 1.5f)
        {
            WriteExtension("KHR_materials_ior", () => json.WriteNumber("ior", material.IndexOfRefraction));
        }

        if (coated)
        {
            WriteExtension("KHR_materials_clearcoat", () => WriteClearcoat(material));
        }

        if (material.Unlit)
        {
            WriteExtension("KHR_materials_unlit", () => { });
        }

        json.WriteEndObject();
    }

    private void WriteClearcoat(Material material)
    {
        json.WriteNumber("clearcoatFactor", material.Clearcoat);
        _textures.WriteReference("clearcoatTexture", material.ClearcoatTexture);
        json.WriteNumber("clearcoatRoughnessFactor", material.ClearcoatRoughness);
        _textures.WriteReference("clearcoatRoughnessTexture", material.ClearcoatRoughnessTexture);
    }

    private void WriteExtension(string name, Action writeMembers)
    {
        _extensions.Add(name);
        json.WriteStartObject(name);
        writeMembers();
        json.WriteEndObject();
    }

    private void WriteNumbers(string member, params ReadOnlySpan<float> numbers)
    {
        json.WriteStartArray(member);
        foreach (float number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
