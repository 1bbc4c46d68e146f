using System.Text.Json;

namespace Kiln.Geometry.Formats.Gltf.Schema;

/// <summary>
/// The JSON of a glTF 2.0 file as it stands: nothing is checked but types. Elements of arrays may be null in a hostile file,
/// whatever their type says, so they are taken through <see cref="GltfElements.At"/>.
/// </summary>
internal sealed record GltfDocument
{
    public GltfAsset? Asset { get; init; }

    public string?[]? ExtensionsUsed { get; init; }

    public string?[]? ExtensionsRequired { get; init; }

    public int? Scene { get; init; }

    public GltfScene?[]? Scenes { get; init; }

    public GltfNode?[]? Nodes { get; init; }

    public GltfMesh?[]? Meshes { get; init; }

    public GltfSkin?[]? Skins { get; init; }

    public GltfAccessor?[]? Accessors { get; init; }

    public GltfBufferView?[]? BufferViews { get; init; }

    public GltfBuffer?[]? Buffers { get; init; }

    public GltfMaterial?[]? Materials { get; init; }

    public GltfTexture?[]? Textures { get; init; }

    public GltfSampler?[]? Samplers { get; init; }

    public GltfImage?[]? Images { get; init; }

    public GltfIgnored?[]? Animations { get; init; }

    public GltfIgnored?[]? Cameras { get; init; }

    public GltfDocumentExtensions? Extensions { get; init; }
}

/// <summary>An object of which nothing but its presence is of interest.</summary>
internal sealed record GltfIgnored;

/// <summary>A glTF file of any version, of which nothing but that version is of interest.</summary>
internal sealed record GltfVersionedFile
{
    public GltfAsset? Asset { get; init; }
}

internal sealed record GltfAsset
{
    public string? Version { get; init; }

    public string? MinVersion { get; init; }

    /// <summary>A text, if the file is sound: no model is refused for its credits.</summary>
    public JsonElement? Copyright { get; init; }

    /// <summary>Anything.</summary>
    public JsonElement? Extras { get; init; }

    /// <summary>The copyright notice; null when there is none.</summary>
    public string? CopyrightText() => Text(Copyright);

    /// <summary>A text member of the extras; null when there is none.</summary>
    public string? ExtraText(string member) =>
        Extras is { ValueKind: JsonValueKind.Object } extras && extras.TryGetProperty(member, out JsonElement value) ? Text(value) : null;

    private static string? Text(JsonElement? element)
    {
        try
        {
            return element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}

internal sealed record GltfScene
{
    public string? Name { get; init; }

    public int[]? Nodes { get; init; }
}

internal sealed record GltfNode
{
    public string? Name { get; init; }

    public int[]? Children { get; init; }

    public double[]? Matrix { get; init; }

    public double[]? Translation { get; init; }

    public double[]? Rotation { get; init; }

    public double[]? Scale { get; init; }

    public int? Mesh { get; init; }

    public int? Skin { get; init; }

    public float[]? Weights { get; init; }

    public GltfNodeExtensions? Extensions { get; init; }
}

internal sealed record GltfNodeExtensions
{
    [System.Text.Json.Serialization.JsonPropertyName("EXT_mesh_gpu_instancing")]
    public GltfInstancing? Instancing { get; init; }
}

internal sealed record GltfInstancing
{
    public Dictionary<string, int>? Attributes { get; init; }
}

internal sealed record GltfSkin
{
    public int? InverseBindMatrices { get; init; }

    public int[]? Joints { get; init; }
}

internal sealed record GltfDocumentExtensions
{
    [System.Text.Json.Serialization.JsonPropertyName("KHR_lights_punctual")]
    public GltfIgnored? Lights { get; init; }
}
