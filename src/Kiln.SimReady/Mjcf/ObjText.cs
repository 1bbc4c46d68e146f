using System.Numerics;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Mjcf;

/// <summary>Writes Wavefront OBJ as MuJoCo reads it: positions, and with them texture coordinates and normals of one index.</summary>
internal sealed class ObjText
{
    private const int MinVertices = 4;
    private readonly Utf8TextWriter _text = new();
    private readonly CancellationToken _cancellationToken;

    private ObjText(CancellationToken cancellationToken) => _cancellationToken = cancellationToken;

    /// <summary>Writes a mesh.</summary>
    /// <param name="positions">Positions, metres, Z up.</param>
    /// <param name="coordinates">Texture coordinates with the origin at the lower left, or null.</param>
    /// <param name="normals">Unit normals, or null.</param>
    /// <param name="triangles">Three indices per triangle, into all arrays.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static ReadOnlyMemory<byte> Write(
        ReadOnlySpan<Vector3> positions,
        ReadOnlySpan<Vector2> coordinates,
        ReadOnlySpan<Vector3> normals,
        ReadOnlySpan<int> triangles,
        CancellationToken cancellationToken)
    {
        ObjText obj = new(cancellationToken);
        foreach (Vector3 p in positions)
        {
            obj.Line("v "u8, [p.X, p.Y, p.Z]);
        }

        // MuJoCo wants four vertices, also of a visible mesh of one triangle; one that no face uses does no harm.
        for (int i = positions.Length; i < MinVertices; i++)
        {
            obj.Line("v "u8, [positions[0].X, positions[0].Y, positions[0].Z]);
        }

        foreach (Vector2 uv in coordinates)
        {
            obj.Line("vt "u8, [uv.X, uv.Y]);
        }

        foreach (Vector3 n in normals)
        {
            obj.Line("vn "u8, [n.X, n.Y, n.Z]);
        }

        obj.Faces(triangles, !coordinates.IsEmpty, !normals.IsEmpty);
        return obj._text.Written;
    }

    private void Line(ReadOnlySpan<byte> keyword, ReadOnlySpan<float> numbers)
    {
        if ((_text.Length & 0xFFFF) < 16)
        {
            _cancellationToken.ThrowIfCancellationRequested();
        }

        _text.Write(keyword);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                _text.Write(" "u8);
            }

            _text.Write(numbers[i]);
        }

        _text.Write("\n"u8);
    }

    private void Faces(ReadOnlySpan<int> triangles, bool hasCoordinates, bool hasNormals)
    {
        for (int i = 0; i < triangles.Length; i++)
        {
            _text.Write(i % 3 == 0 ? "f "u8 : " "u8);
            int index = triangles[i] + 1;
            _text.Write(index);
            if (hasCoordinates || hasNormals)
            {
                _text.Write("/"u8);
                if (hasCoordinates)
                {
                    _text.Write(index);
                }

                if (hasNormals)
                {
                    _text.Write("/"u8);
                    _text.Write(index);
                }
            }

            if (i % 3 == 2)
            {
                _text.Write("\n"u8);
                if ((i & 0xFFFF) < 3)
                {
                    _cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
    }
}
