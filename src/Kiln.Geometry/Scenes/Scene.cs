namespace Kiln.Geometry.Scenes;

/// <summary>
/// A decoded model: a forest of nodes that place meshes, with the materials and images they use. Positions are in the file's own
/// unit and axes; <see cref="DeclaredUnit"/> and <see cref="DeclaredUpAxis"/> say what the file itself declares.
/// </summary>
public sealed record Scene
{
    /// <summary>The model's name: the scene's own, else the file's stem.</summary>
    public required string Name { get; init; }

    /// <summary>All nodes of the chosen scene; a parent stands before its children.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>The meshes that nodes place.</summary>
    public required IReadOnlyList<Mesh> Meshes { get; init; }

    /// <summary>The materials that meshes use.</summary>
    public required IReadOnlyList<Material> Materials { get; init; }

    /// <summary>Encoded images that materials use.</summary>
    public required IReadOnlyList<EncodedImage> Images { get; init; }

    /// <summary>The unit that the format or file declares; null when it declares none (OBJ, STL, PLY).</summary>
    public LengthUnit? DeclaredUnit { get; init; }

    /// <summary>The up axis that the format or file declares; null when it declares none.</summary>
    public UpAxis? DeclaredUpAxis { get; init; }

    /// <summary>The copyright notice in the file (glTF's <c>asset.copyright</c>), or null.</summary>
    public string? Copyright { get; init; }

    /// <summary>Who made the model, by the file's own word (<c>asset.extras.author</c>, as model libraries write it), or null.</summary>
    public string? Author { get; init; }

    /// <summary>The licence by the file's own word (<c>asset.extras.license</c>), or null.</summary>
    public string? License { get; init; }

    /// <summary>One sentence for each thing of the file that was dropped or repaired while reading.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
