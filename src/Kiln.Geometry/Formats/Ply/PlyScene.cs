using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Makes a scene of what a file holds: one mesh, of as many primitives as it has textures.</summary>
internal sealed class PlyScene(
    PlyVertices vertices, PlyFaces faces, IReadOnlyList<string> textures, SideFiles sideFiles, ModelReaderLimits limits)
{
    private readonly List<string> _warnings = [];
    private readonly List<Material> _materials = [];
    private readonly Dictionary<string, int> _materialOf = [];

    /// <summary>The scene.</summary>
    /// <param name="name">Name of the model.</param>
    public Scene Build(string name)
    {
        var images = new ImageCollection(limits, _warnings);
        var selection = new VertexSelection();
        List<TriangleMesh> primitives = [];
        foreach ((int texture, List<int> indices) in faces.IndicesByTexture)
        {
            if (indices.Count > 0)
            {
                (int[]? order, int[] compact) = selection.Compact([.. indices], faces.Corners.Count);
                primitives.Add(Primitive(order, compact, Material(texture, images)));
            }
        }

        return new Scene
        {
            Name = name,
            Nodes = [new Node(name, -1, Affine3d.Identity, 0)],
            Meshes = [new Mesh(name, primitives)],
            Materials = _materials,
            Images = images.Images,
            Warnings = _warnings,
        };
    }

    private TriangleMesh Primitive(int[]? order, int[] indices, int material)
    {
        int count = order?.Length ?? faces.Corners.Count;
        int[]? sources = order is null && !faces.Corners.HasTexCoords
            ? null
            : [.. Enumerable.Range(0, count).Select(i => faces.Corners.Source(order?[i] ?? i))];
        var mesh = new TriangleMesh
        {
            Positions = VertexData.Gather(vertices.Positions, sources),
            Indices = indices,
            Normals = Selected(vertices.Normals, sources, "The normals"),
            TexCoords0 = faces.Corners.HasTexCoords
                ? VertexData.FiniteOrNull(CornerTexCoords(order, count), "The texture coordinates", _warnings)
                : Selected(vertices.TexCoords, sources, "The texture coordinates"),
            Colors = Selected(vertices.Colors, sources, "The vertex colours"),
            Material = material,
        };
        VertexData.Normalize(mesh.Normals);
        if (material >= 0 && mesh.Colors is not null)
        {
            // They are the texture's colours once more, or what the scanner saw without it; a scene would multiply both.
            _warnings.Add("The vertex colours were left out where there is a texture.");
            mesh = mesh with { Colors = null };
        }

        return mesh;
    }

    private Vector2[] CornerTexCoords(int[]? order, int count)
    {
        var texCoords = new Vector2[count];
        for (int i = 0; i < count; i++)
        {
            int corner = order?[i] ?? i;
            texCoords[i] = faces.Corners.TexCoord(corner) ?? vertices.TexCoords?[faces.Corners.Source(corner)] ?? Vector2.Zero;
        }

        return texCoords;
    }

    // The scene's index of the material with a texture; −1 where there is none, or no coordinates for it.
    private int Material(int texture, ImageCollection images)
    {
        if (texture < 0 || (!faces.Corners.HasTexCoords && vertices.TexCoords is null))
        {
            return -1;
        }

        string path = textures[texture];
        if (!_materialOf.TryGetValue(path, out int material))
        {
            string stem = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
            int image = -1;
            if (sideFiles.Find(path) is { } content)
            {
                image = images.Add(stem, content, path);
            }
            else
            {
                _warnings.Add($"The texture {path} is not in the upload and was left out.");
            }

            material = image < 0 ? -1 : _materials.Count;
            _materialOf[path] = material;
            if (image >= 0)
            {
                _materials.Add(new Material { Name = stem, BaseColorTexture = new TextureReference(image), Metallic = 0 });
            }
        }

        return material;
    }

    private T[]? Selected<T>(T[]? values, int[]? order, string what)
        where T : unmanaged =>
        VertexData.FiniteOrNull(values is null ? null : VertexData.Gather(values, order), what, _warnings);
}
