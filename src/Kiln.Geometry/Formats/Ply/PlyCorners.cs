using System.Numerics;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>
/// The vertices that faces make: those of the file, and where faces give texture coordinates to their corners, one more for each vertex
/// and pair of coordinates.
/// </summary>
internal sealed class PlyCorners(int fileVertices)
{
    private readonly Dictionary<(int Vertex, Vector2 TexCoord), int> _known = [];
    private readonly List<(int Vertex, Vector2 TexCoord)> _added = [];

    /// <summary>Number of vertices.</summary>
    public int Count => fileVertices + _added.Count;

    /// <summary>Whether any corner has texture coordinates of its own.</summary>
    public bool HasTexCoords => _added.Count > 0;

    /// <summary>The vertex of a corner with texture coordinates of its own.</summary>
    /// <param name="vertex">A vertex of the file.</param>
    /// <param name="texCoord">The coordinates, their origin at the upper left.</param>
    public int Vertex(int vertex, Vector2 texCoord)
    {
        if (!_known.TryGetValue((vertex, texCoord), out int known))
        {
            known = Count;
            _known[(vertex, texCoord)] = known;
            _added.Add((vertex, texCoord));
        }

        return known;
    }

    /// <summary>The vertex of the file that a vertex stands at.</summary>
    public int Source(int vertex) => vertex < fileVertices ? vertex : _added[vertex - fileVertices].Vertex;

    /// <summary>The texture coordinates of a vertex's corners; null for a vertex of the file.</summary>
    public Vector2? TexCoord(int vertex) => vertex < fileVertices ? null : _added[vertex - fileVertices].TexCoord;
}
