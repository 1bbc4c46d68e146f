using System.Text.Json;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Formats.Text;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// Reads glTF 2.0. The default scene is chosen, or the first; skins and morph targets are applied as they stand; cameras, lights
/// and animations are left out with a warning.
/// </summary>
internal sealed class GltfReader
{
    private readonly GltfDocument _document;
    private readonly ModelReaderLimits _limits;
    private readonly List<string> _warnings = [];
    private readonly GltfNodes _nodes;
    private readonly GltfAccessors _accessors;
    private readonly GltfMaterials _materials;
    private readonly ImageCollection _images;
    private readonly GltfMeshes _meshes;
    private readonly Dictionary<int, GltfSkinPose> _poses = [];

    private GltfReader(
        GltfDocument document, ReadOnlyMemory<byte>? binary, SideFiles sideFiles, GltfMemory memory, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        _document = document;
        _limits = limits;
        GltfExtensions.Check(document, _warnings);
        _nodes = new GltfNodes(document, limits);
        var buffers = new GltfBuffers(document, binary, sideFiles, memory);
        _accessors = new GltfAccessors(document, buffers, memory, limits);
        _images = new ImageCollection(limits, _warnings);
        _materials = new GltfMaterials(document, new GltfTextures(document, buffers, sideFiles, _images, memory, _warnings), _warnings);
        _meshes = new GltfMeshes(document, _accessors, buffers, _materials, new MeshBudget(limits), memory, _warnings, cancellationToken);
    }

    /// <summary>Reads a GLB file.</summary>
    public static Scene ReadBinary(
        ReadOnlyMemory<byte> file, string name, SideFiles sideFiles, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        var container = GlbContainer.Parse(file);
        return new GltfReader(Parse(container.Json.Span), container.Binary, sideFiles, new GltfMemory(limits, file.Length), limits, cancellationToken).Read(name);
    }

    /// <summary>Reads a glTF JSON file.</summary>
    public static Scene ReadText(
        ReadOnlyMemory<byte> file, string name, SideFiles sideFiles, ModelReaderLimits limits, CancellationToken cancellationToken) =>
        new GltfReader(Parse(file.Span), null, sideFiles, new GltfMemory(limits, file.Length), limits, cancellationToken).Read(name);

    private static GltfDocument Parse(ReadOnlySpan<byte> json)
    {
        json = TextEncoding.RequireUtf8(json);
        GltfDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json.TrimEnd((byte)0), GltfJsonContext.Default.GltfDocument);
        }
        catch (JsonException exception)
        {
            if (VersionOf(json) is { } stated)
            {
                CheckVersion(stated);
            }

            string where = $"{exception.Path ?? "$"}, line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}";
            throw new InvalidModelException("The glTF JSON is not well formed, or a value has the wrong type", where, exception);
        }

        CheckVersion(document?.Asset?.MinVersion ?? document?.Asset?.Version, isMinimum: document?.Asset?.MinVersion is not null);
        return document!;
    }

    /// <summary>A later version 2 reads as 2.0 does, unless it states that it needs more (glTF 2.0, section 3.2).</summary>
    private static void CheckVersion(string? version, bool isMinimum = false)
    {
        if (version is null || !version.StartsWith("2.", StringComparison.Ordinal) || (isMinimum && version != "2.0"))
        {
            throw new InvalidModelException($"glTF version {version ?? "is not stated"}; only version 2 can be read", "asset.version");
        }
    }

    /// <summary>The version of a file that does not have the shape of glTF 2.0, most often because it is of version 1.</summary>
    private static string? VersionOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json.TrimEnd((byte)0), GltfJsonContext.Default.GltfVersionedFile)?.Asset?.Version;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Scene Read(string name)
    {
        GltfScene? scene = _document.Scenes is { Length: > 0 }
            ? GltfElements.At(_document.Scenes, _document.Scene ?? 0, "scenes", "scene")
            : null;
        IEnumerable<int> roots = scene is null ? _nodes.Roots : scene.Nodes ?? [];
        foreach (int root in roots)
        {
            _ = GltfElements.At(_document.Nodes, root, "nodes", "scenes.nodes");
        }

        if (_document.Scenes is { Length: > 1 })
        {
            _warnings.Add($"Scene {_document.Scene ?? 0} of {_document.Scenes.Length} was read; the others were left out.");
        }

        List<Node> nodes = ReadNodes(roots);
        return new Scene
        {
            Name = scene?.Name is { Length: > 0 } given ? given : name,
            Nodes = nodes,
            Meshes = _meshes.Meshes,
            Materials = _materials.Materials,
            Images = _images.Images,
            DeclaredUnit = LengthUnit.Metre,
            DeclaredUpAxis = UpAxis.Y,
            Copyright = _document.Asset?.CopyrightText(),
            Author = _document.Asset?.ExtraText("author"),
            License = _document.Asset?.ExtraText("license"),
            Warnings = _warnings,
        };
    }

    private List<Node> ReadNodes(IEnumerable<int> roots)
    {
        var places = new Dictionary<int, int>();
        var nodes = new List<Node>();
        foreach (int index in _nodes.Walk(roots))
        {
            GltfNode node = _nodes[index];
            int parent = places.TryGetValue(_nodes.Parent(index), out int place) ? place : -1;
            string name = node.Name ?? "";
            places[index] = nodes.Count;
            if (node.Mesh is not { } mesh)
            {
                nodes.Add(new Node(name, parent, _nodes.Local[index]));
            }
            else if (node.Skin is not { } skin)
            {
                AddPlaces(nodes, new Node(name, parent, _nodes.Local[index], _meshes.Use(mesh, node.Weights, null, $"nodes[{index}]")), index);
            }
            else
            {
                // A posed mesh stands in the scene's frame, whatever the node's place; the node itself stays for its children.
                nodes.Add(new Node(name, parent, _nodes.Local[index]));
                nodes.Add(new Node(name, -1, Affine3d.Identity, _meshes.Use(mesh, node.Weights, Pose(skin, $"nodes[{index}]"), $"nodes[{index}]")));
            }
        }

        return nodes;
    }

    /// <summary>Adds a node, and where it stands for many instances, one below it for each.</summary>
    private void AddPlaces(List<Node> nodes, Node node, int index)
    {
        string where = $"nodes[{index}]";
        if (GltfInstances.Of(_nodes[index], _accessors, where) is not { } instances)
        {
            nodes.Add(node);
            return;
        }

        if (nodes.Count + instances.Length >= _limits.MaxNodes)
        {
            throw new InvalidModelException($"The model has more than {_limits.MaxNodes} nodes, instances counted each", where);
        }

        int place = nodes.Count;
        nodes.Add(node with { Mesh = -1 });
        nodes.AddRange(instances.Select(map => new Node(node.Name, place, map, node.Mesh)));
    }

    private GltfSkinPose Pose(int index, string referrer)
    {
        GltfSkin skin = GltfElements.At(_document.Skins, index, "skins", referrer);
        if (_poses.TryGetValue(index, out GltfSkinPose? known))
        {
            return known;
        }

        string where = $"skins[{index}]";
        int[] joints = skin.Joints ?? [];
        System.Numerics.Matrix4x4[]? inverseBind = skin.InverseBindMatrices is { } accessor
            ? _accessors.Read<System.Numerics.Matrix4x4>(accessor, "MAT4", where)
            : null;
        if (inverseBind is not null && inverseBind.Length < joints.Length)
        {
            throw new InvalidModelException($"{inverseBind.Length} inverse bind matrices for {joints.Length} joints", where);
        }

        var maps = new Affine3d[joints.Length];
        for (int i = 0; i < joints.Length; i++)
        {
            _ = GltfElements.At(_document.Nodes, joints[i], "nodes", $"{where}.joints[{i}]");
            Affine3d world = _nodes.World(joints[i]);
            maps[i] = inverseBind is null ? world : world.After(InverseBind(inverseBind[i], $"{where}.inverseBindMatrices[{i}]"));
        }

        var pose = new GltfSkinPose(maps);
        _poses[index] = pose;
        return pose;
    }

    private static Affine3d InverseBind(System.Numerics.Matrix4x4 matrix, string where)
    {
        Span<double> numbers = stackalloc double[16];
        for (int i = 0; i < 16; i++)
        {
            numbers[i] = matrix[i / 4, i % 4];
        }

        return GltfTransform.FromMatrix(numbers, where);
    }
}
