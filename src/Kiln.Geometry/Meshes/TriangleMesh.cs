using System.Numerics;

namespace Kiln.Geometry.Meshes;

/// <summary>
/// Indexed triangles with one material, as files hold them: single precision, counter-clockwise fronts, right-handed frame.
/// Every attribute array that is present has as many entries as <see cref="Positions"/>. Arrays may be shared between meshes, so
/// whoever changes one works on a copy.
/// </summary>
public sealed record TriangleMesh
{
    /// <summary>Vertex positions in the frame and unit of the owner.</summary>
    public required Vector3[] Positions { get; init; }

    /// <summary>Three indices per triangle, each below the vertex count.</summary>
    public required int[] Indices { get; init; }

    /// <summary>Unit normals, or null.</summary>
    public Vector3[]? Normals { get; init; }

    /// <summary>Unit tangents with the bitangent's sign in W (glTF's convention), or null.</summary>
    public Vector4[]? Tangents { get; init; }

    /// <summary>Texture coordinates of set 0, origin at the upper left (glTF's convention), or null.</summary>
    public Vector2[]? TexCoords0 { get; init; }

    /// <summary>Texture coordinates of set 1, or null.</summary>
    public Vector2[]? TexCoords1 { get; init; }

    /// <summary>Linear vertex colours with alpha, or null.</summary>
    public Vector4[]? Colors { get; init; }

    /// <summary>Index into the scene's materials; −1 for the default material.</summary>
    public int Material { get; init; } = -1;

    /// <summary>Number of vertices.</summary>
    public int VertexCount => Positions.Length;

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => Indices.Length / 3;
}
