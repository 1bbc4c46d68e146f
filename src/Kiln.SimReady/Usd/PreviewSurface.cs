using System.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Textures;

namespace Kiln.SimReady.Usd;

/// <summary>
/// Authors a Material prim with a UsdPreviewSurface network from a metallic-roughness material. Where glTF multiplies a texture
/// by a factor, the texture's <c>scale</c> holds the factor.
/// </summary>
internal sealed class PreviewSurface
{
    private readonly UsdPrim _material;
    private readonly UsdPrim _surface;
    private readonly string _path;
    private readonly Material _source;
    private readonly TextureFiles _files;
    private readonly IReadOnlyList<TextureCoordinates> _coordinates;

    private PreviewSurface(string name, string looksPath, Material source, TextureFiles files)
    {
        _material = new("Material", name);
        _path = $"{looksPath}/{name}";
        _source = source;
        _files = files;
        _coordinates = TextureCoordinates.Of(source);
        _material.Add(new UsdAttribute("outputs:surface", "token") { Connection = $"{_path}/surface.outputs:surface" });
        _surface = _material.Child("Shader", "surface");
        _surface.AddUniformToken("info:id", "UsdPreviewSurface");
        _surface.Add(new UsdAttribute("outputs:surface", "token"));
    }

    /// <summary>Name of the primvar that holds a material's n-th set of texture coordinates.</summary>
    public static string CoordinatesName(int n) => n == 0 ? "st" : FormattableString.Invariant($"st_{n}");

    /// <summary>Builds the Material prim.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="looksPath">Path of its parent.</param>
    /// <param name="source">The material.</param>
    /// <param name="files">The asset's texture files.</param>
    /// <param name="isColored">Meshes with this material have vertex colours.</param>
    public static UsdPrim Build(string name, string looksPath, Material source, TextureFiles files, bool isColored)
    {
        PreviewSurface surface = new(name, looksPath, source, files);
        surface.AddBaseColor(isColored);
        surface.AddMetallicRoughness();
        surface.AddDetail();
        surface.AddEmission();
        surface.AddCoat();
        surface.AddCoordinateReaders();
        return surface._material;
    }

    private void AddBaseColor(bool isColored)
    {
        Vector4 factor = _source.BaseColor;
        Vector3 color = new(factor.X, factor.Y, factor.Z);
        bool transparent = _source.AlphaMode != AlphaMode.Opaque;
        if (_source.BaseColorTexture is { } texture)
        {
            Texture("base_color_texture", texture, "sRGB", factor, null, transparent ? ["rgb", "a"] : ["rgb"]);
            Connect("color3f", "inputs:diffuseColor", "base_color_texture", "rgb");
        }
        else if (isColored)
        {
            UsdPrim reader = _material.Child("Shader", "vertex_color");
            reader.AddUniformToken("info:id", "UsdPrimvarReader_float3");
            reader.Add("string", "inputs:varname", "displayColor");
            reader.Add("float3", "inputs:fallback", color);
            reader.Add(new UsdAttribute("outputs:result", "float3"));
            Connect("color3f", "inputs:diffuseColor", "vertex_color", "result");
        }
        else
        {
            _surface.Add("color3f", "inputs:diffuseColor", color);
        }

        if (transparent && _source.BaseColorTexture is not null)
        {
            Connect("float", "inputs:opacity", "base_color_texture", "a");
        }
        else
        {
            _surface.Add("float", "inputs:opacity", transparent ? factor.W : 1f);
        }

        _surface.Add("float", "inputs:opacityThreshold", _source.AlphaMode == AlphaMode.Mask ? _source.AlphaCutoff : 0f);
    }

    private void AddMetallicRoughness()
    {
        if (_source.Unlit)
        {
            _surface.Add("float", "inputs:metallic", 0f);
            _surface.Add("float", "inputs:roughness", 1f);
        }
        else if (_source.MetallicRoughnessTexture is { } texture)
        {
            Vector4 scale = new(1, _source.Roughness, _source.Metallic, 1);
            Texture("metallic_roughness_texture", texture, "raw", scale, null, ["g", "b"]);
            Connect("float", "inputs:roughness", "metallic_roughness_texture", "g");
            Connect("float", "inputs:metallic", "metallic_roughness_texture", "b");
        }
        else
        {
            _surface.Add("float", "inputs:metallic", _source.Metallic);
            _surface.Add("float", "inputs:roughness", _source.Roughness);
        }
    }

    private void AddDetail()
    {
        if (_source.NormalTexture is { } normal)
        {
            float s = _source.NormalScale;
            Texture("normal_texture", normal, "raw", new(2 * s, 2 * s, 2, 1), new(-s, -s, -1, 0), ["rgb"]);
            Connect("normal3f", "inputs:normal", "normal_texture", "rgb");
        }

        if (_source.OcclusionTexture is { } occlusion)
        {
            float t = _source.OcclusionStrength;
            Texture("occlusion_texture", occlusion, "raw", new(t, t, t, 1), new(1 - t, 1 - t, 1 - t, 0), ["r"]);
            Connect("float", "inputs:occlusion", "occlusion_texture", "r");
        }
    }

    private void AddEmission()
    {
        if (_source.EmissiveTexture is { } texture)
        {
            Texture("emissive_texture", texture, "sRGB", new(_source.Emissive, 1), null, ["rgb"]);
            Connect("color3f", "inputs:emissiveColor", "emissive_texture", "rgb");
        }
        else if (_source.Emissive != Vector3.Zero)
        {
            _surface.Add("color3f", "inputs:emissiveColor", _source.Emissive);
        }
    }

    private void AddCoat()
    {
        _surface.Add("float", "inputs:ior", _source.IndexOfRefraction);
        _surface.Add("int", "inputs:useSpecularWorkflow", 0);
        if (_source.Clearcoat > 0)
        {
            AddChannel("clearcoat", "clearcoat_texture", _source.ClearcoatTexture, "r", _source.Clearcoat);
            AddChannel("clearcoatRoughness", "clearcoat_roughness_texture", _source.ClearcoatRoughnessTexture, "g", _source.ClearcoatRoughness);
        }
    }

    private void AddChannel(string input, string node, TextureReference? texture, string channel, float factor)
    {
        if (texture is null)
        {
            _surface.Add("float", $"inputs:{input}", factor);
            return;
        }

        Texture(node, texture, "raw", new(factor, factor, factor, 1), null, [channel]);
        Connect("float", $"inputs:{input}", node, channel);
    }

    private void Texture(
        string name, TextureReference reference, string colorSpace, Vector4 scale, Vector4? bias, string[] outputs)
    {
        int set = IndexOf(TextureCoordinates.Of(reference));
        UsdPrim texture = _material.Child("Shader", name);
        texture.AddUniformToken("info:id", "UsdUVTexture");
        texture.Add("asset", "inputs:file", new UsdAssetPath($"./textures/{_files.Of(reference).Name}"));
        texture.Add("float4", "inputs:scale", scale);
        if (bias is { } offset)
        {
            texture.Add("float4", "inputs:bias", offset);
        }

        texture.Add("token", "inputs:sourceColorSpace", new UsdToken(colorSpace));
        texture.Add(new UsdAttribute("inputs:st", "float2") { Connection = $"{_path}/{ReaderName(set)}.outputs:result" });
        texture.Add("token", "inputs:wrapS", new UsdToken(Wrap(reference.WrapU)));
        texture.Add("token", "inputs:wrapT", new UsdToken(Wrap(reference.WrapV)));
        foreach (string output in outputs)
        {
            texture.Add(new UsdAttribute($"outputs:{output}", output == "rgb" ? "float3" : "float"));
        }
    }

    private void AddCoordinateReaders()
    {
        for (int i = 0; i < _coordinates.Count; i++)
        {
            UsdPrim reader = _material.Child("Shader", ReaderName(i));
            reader.AddUniformToken("info:id", "UsdPrimvarReader_float2");
            reader.Add("string", "inputs:varname", CoordinatesName(i));
            reader.Add(new UsdAttribute("outputs:result", "float2"));
        }
    }

    private int IndexOf(TextureCoordinates coordinates)
    {
        for (int i = 0; i < _coordinates.Count; i++)
        {
            if (_coordinates[i] == coordinates)
            {
                return i;
            }
        }

        throw new InvalidOperationException("A material's texture has coordinates that the material does not list.");
    }

    private void Connect(string type, string input, string node, string output) =>
        _surface.Add(new UsdAttribute(input, type) { Connection = $"{_path}/{node}.outputs:{output}" });

    private static string ReaderName(int set) => $"{CoordinatesName(set)}_reader";

    private static string Wrap(TextureWrap wrap) => wrap switch
    {
        TextureWrap.ClampToEdge => "clamp",
        TextureWrap.MirroredRepeat => "mirror",
        _ => "repeat",
    };
}
