using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>The material libraries of an OBJ file, and the materials of them that faces use.</summary>
internal sealed class ObjMaterials(SideFiles sideFiles, ImageCollection images, List<string> warnings)
{
    private readonly Dictionary<string, MtlMaterial> _library = [];
    private readonly Dictionary<string, int> _indices = [];
    private readonly Dictionary<string, int> _images = [];
    private readonly Dictionary<(int Roughness, int Metallic), int> _surfaces = [];
    private readonly Dictionary<(int Color, int Opacity), int> _cutOuts = [];
    private readonly HashSet<string> _named = [];
    private readonly HashSet<ReadOnlyMemory<byte>> _loaded = [];
    private readonly List<string> _used = [];

    /// <summary>The images that the materials made so far refer to.</summary>
    public IReadOnlyList<EncodedImage> Images => images.Images;

    /// <summary>Reads the libraries that a <c>mtllib</c> line names: one name with spaces, or several names.</summary>
    public void Load(string names)
    {
        string[] candidates = sideFiles.Find(names) is not null ? [names] : names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in candidates)
        {
            if (!_named.Add(name))
            {
                continue;
            }

            if (sideFiles.Find(name) is { } content)
            {
                // One file has many names, by detours and by letter case.
                if (_loaded.Add(content))
                {
                    MtlReader.Read(content.Span, _library, warnings);
                }
            }
            else
            {
                warnings.Add($"The material library {name} is not in the upload; its materials keep their names and look plain.");
            }
        }
    }

    /// <summary>The index of a material by name. Its library may be named later in the file.</summary>
    public int Use(string name)
    {
        if (!_indices.TryGetValue(name, out int index))
        {
            index = _used.Count;
            _indices[name] = index;
            _used.Add(name);
        }

        return index;
    }

    /// <summary>The used materials in the order of their first use. One that no library defines is plain, and keeps its name.</summary>
    public List<Material> ToMaterials() => _used.ConvertAll(name => _library.TryGetValue(name, out MtlMaterial? material)
        ? material.ToMaterial(Texture, Surface, CutOut)
        : new Material { Name = name, Metallic = 0 });

    /// <summary>Roughness and metalness in one texture, as scenes have them; laid out as the first of the two is.</summary>
    private TextureReference? Surface(MtlTexture? roughness, MtlTexture? metallic)
    {
        (TextureReference? rough, TextureReference? metal) = (Texture(roughness), Texture(metallic));
        if (rough is null && metal is null)
        {
            return null;
        }

        (int, int) key = (rough?.Image ?? -1, metal?.Image ?? -1);
        if (!_surfaces.TryGetValue(key, out int image))
        {
            string where = (roughness ?? metallic)!.Path;
            PixelImage packed = MtlSurfaceMap.Pack(
                rough is null ? null : images.Decode(rough.Image, where), metal is null ? null : images.Decode(metal.Image, where));
            string stem = images.Images[(rough ?? metal)!.Image].Name;
            image = images.Add($"{stem} metallic-roughness", PngEncoder.Encode(packed), where);
            _surfaces[key] = image;
        }

        return (rough ?? metal)! with { Image = image };
    }

    /// <summary>Colour and opacity in one texture, as scenes have them; laid out as the colour is.</summary>
    private TextureReference? CutOut(MtlTexture? color, MtlTexture opacity)
    {
        (TextureReference? colored, TextureReference? cut) = (Texture(color), Texture(opacity));
        if (cut is null)
        {
            return null;
        }

        (int, int) key = (colored?.Image ?? -1, cut.Image);
        if (!_cutOuts.TryGetValue(key, out int image))
        {
            PixelImage joined = MtlOpacityMap.Join(
                colored is null ? null : images.Decode(colored.Image, color!.Path), images.Decode(cut.Image, opacity.Path));
            string stem = images.Images[(colored ?? cut).Image].Name;
            image = images.Add($"{stem} with opacity", PngEncoder.Encode(joined), opacity.Path);
            _cutOuts[key] = image;
        }

        return (colored ?? cut) with { Image = image };
    }

    private TextureReference? Texture(MtlTexture? texture)
    {
        if (texture is null)
        {
            return null;
        }

        if (!_images.TryGetValue(texture.Path, out int image))
        {
            image = -1;
            if (sideFiles.Find(texture.Path) is { } content)
            {
                string stem = Path.GetFileNameWithoutExtension(texture.Path.Replace('\\', '/'));
                image = images.Add(stem, content, texture.Path);
            }
            else
            {
                warnings.Add($"The texture {texture.Path} is not in the upload and was left out.");
            }

            _images[texture.Path] = image;
        }

        return image < 0 ? null : texture.Reference with { Image = image };
    }
}
