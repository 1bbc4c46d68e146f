using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>The material libraries of an OBJ file, and the materials of them that faces use.</summary>
internal sealed class ObjMaterials(SideFiles sideFiles, ImageCollection images, List<string> warnings)
{
    private readonly Dictionary<string, MtlMaterial> _library = [];
    private readonly Dictionary<string, int> _indices = [];
    private readonly Dictionary<string, int> _images = [];
    private readonly HashSet<string> _loaded = [];
    private readonly List<Material> _materials = [];

    /// <summary>The used materials in the order of their first use.</summary>
    public IReadOnlyList<Material> Materials => _materials;

    /// <summary>The images that the used materials refer to.</summary>
    public IReadOnlyList<EncodedImage> Images => images.Images;

    /// <summary>Reads the libraries that a <c>mtllib</c> line names: one name with spaces, or several names.</summary>
    public void Load(string names)
    {
        string[] candidates = sideFiles.FindAnywhere(names) is not null ? [names] : names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in candidates)
        {
            if (!_loaded.Add(name))
            {
                continue;
            }

            if (sideFiles.FindAnywhere(name) is { } content)
            {
                MtlReader.Read(content.Span, _library, warnings);
            }
            else
            {
                warnings.Add($"The material library {name} is not in the upload; its materials keep their names and look plain.");
            }
        }
    }

    /// <summary>The index of a material by name. One that no library defines is plain, and keeps its name.</summary>
    public int Use(string name)
    {
        if (!_indices.TryGetValue(name, out int index))
        {
            index = _materials.Count;
            _indices[name] = index;
            _materials.Add(_library.TryGetValue(name, out MtlMaterial? material)
                ? material.ToMaterial(Texture)
                : new Material { Name = name, Metallic = 0 });
        }

        return index;
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
            if (sideFiles.FindAnywhere(texture.Path) is { } content)
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
