using System.Numerics;
using Kiln.Geometry.Meshes;

namespace Kiln.Cli.Samples;

/// <summary>Gathers placed pieces into one mesh of one material.</summary>
internal sealed class PartBuilder(int material)
{
    private readonly List<Vector3> _positions = [];
    private readonly List<Vector3> _normals = [];
    private readonly List<Vector2> _texCoords = [];
    private readonly List<int> _indices = [];
    private int _pieces;

    /// <summary>Adds a piece.</summary>
    /// <param name="piece">Has normals and texture coordinates.</param>
    /// <param name="turn">Rotation, before the move.</param>
    /// <param name="position">Where its origin goes.</param>
    /// <param name="strips">The texture is cut into this many strips along V; each further piece shows the next one.</param>
    public PartBuilder Add(TriangleMesh piece, Quaternion turn, Vector3 position, int strips = 1)
    {
        int first = _positions.Count;
        int strip = _pieces++ % strips;
        _positions.AddRange(piece.Positions.Select(point => Vector3.Transform(point, turn) + position));
        _normals.AddRange(piece.Normals!.Select(normal => Vector3.Transform(normal, turn)));
        _texCoords.AddRange(piece.TexCoords0!.Select(point => new Vector2(point.X, (point.Y + strip) / strips)));
        _indices.AddRange(piece.Indices.Select(index => index + first));
        return this;
    }

    /// <summary>The mesh.</summary>
    public TriangleMesh Build() => new()
    {
        Positions = [.. _positions],
        Normals = [.. _normals],
        TexCoords0 = [.. _texCoords],
        Indices = [.. _indices],
        Material = material,
    };
}
