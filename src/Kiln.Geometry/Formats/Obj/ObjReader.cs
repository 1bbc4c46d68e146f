using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats.Text;
using Kiln.Geometry.Images;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>
/// Reads Wavefront OBJ. Objects (<c>o</c>) become nodes; in a file without objects, groups (<c>g</c>) do. Polygons are cut into
/// triangles; lines, points and free-form surfaces are left out with a warning.
/// </summary>
internal sealed class ObjReader
{
    private const int LinesBetweenChecks = 4096;

    private readonly ModelReaderLimits _limits;
    private readonly List<string> _warnings = [];
    private readonly ObjGeometry _geometry = new();
    private readonly ObjMaterials _materials;
    private readonly List<string> _parts = [];
    private readonly Dictionary<string, int> _partIndices = [];
    private readonly Dictionary<(int Part, int Material), ObjPrimitive> _primitives = [];
    private readonly List<ObjPrimitive> _order = [];
    private readonly FaceTriangulation _triangulation = new();
    private readonly List<int> _vertices = [];
    private readonly List<Vector3> _polygon = [];
    private readonly HashSet<string> _leftOut = [];
    private long _vertexTotal;
    private bool _hasObjects;
    private string _part = "";
    private int _material = -1;
    private ObjPrimitive? _current;

    private ObjReader(SideFiles sideFiles, ModelReaderLimits limits)
    {
        _limits = limits;
        _materials = new ObjMaterials(sideFiles, new ImageCollection(limits, _warnings), _warnings);
    }

    /// <summary>Reads a file.</summary>
    public static Scene Read(
        ReadOnlySpan<byte> file, string name, SideFiles sideFiles, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        var reader = new ObjReader(sideFiles, limits);
        reader.ReadStatements(TextEncoding.ToUtf8(file), cancellationToken);
        return reader.ToScene(name);
    }

    private void ReadStatements(ReadOnlySpan<byte> file, CancellationToken cancellationToken)
    {
        var cursor = new TextCursor(file, continuation: true);
        for (int lines = 0; !cursor.AtEnd; lines++)
        {
            if (lines % LinesBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> keyword = cursor.Word();
            switch (keyword)
            {
                case []:
                    break;
                case [(byte)'#', ..]:
                    // A comment may end in the back-slash of a path, and the next line is none of it.
                    cursor.SkipToLineEnd();
                    break;
                case [(byte)'v']:
                    ReadPosition(ref cursor);
                    break;
                case [(byte)'v', (byte)'t']:
                    ReadTexCoord(ref cursor);
                    break;
                case [(byte)'v', (byte)'n']:
                    _geometry.Normals.Add(Triple(ref cursor, "normal"));
                    break;
                case [(byte)'f'] or [(byte)'f', (byte)'o']:
                    ReadFace(ref cursor);
                    break;
                default:
                    ReadState(Encoding.UTF8.GetString(keyword), ref cursor);
                    break;
            }

            cursor.SkipLine();
        }
    }

    private void ReadState(string keyword, ref TextCursor cursor)
    {
        switch (keyword)
        {
            case "o":
                _hasObjects = true;
                SetPart(cursor.RestOfLine());
                break;
            case "g" when !_hasObjects:
                SetPart(cursor.RestOfLine());
                break;
            case "usemtl":
                _material = _materials.Use(cursor.RestOfLine());
                _current = null;
                break;
            case "mtllib":
                _materials.Load(cursor.RestOfLine());
                break;
            case "l" or "p" or "curv" or "curv2" or "surf" or "call" when _leftOut.Add(keyword):
                _warnings.Add($"Elements of kind \"{keyword}\" were left out: only faces are read.");
                break;
            default:
                break;
        }
    }

    private void SetPart(string name)
    {
        _part = name;
        _current = null;
    }

    private void ReadPosition(ref TextCursor cursor)
    {
        Vector3 position = Triple(ref cursor, "position");
        Span<double> extra = stackalloc double[4];
        int count = 0;
        while (count < 4 && cursor.TryNumber(out extra[count]))
        {
            count++;
        }

        _geometry.Positions.Add(position);
        if (_geometry.Positions.Count > _limits.MaxVertices)
        {
            throw new InvalidModelException($"The model has more than {_limits.MaxVertices} vertices", $"line {cursor.Line}");
        }

        // Three more numbers are a display colour; one alone is a weight, which means nothing to polygons.
        if (count >= 3)
        {
            while (_geometry.Colors.Count < _geometry.Positions.Count - 1)
            {
                _geometry.Colors.Add(Vector4.One);
            }

            _geometry.Colors.Add(new Vector4(Linear(extra[0]), Linear(extra[1]), Linear(extra[2]), count == 4 ? Linear(extra[3], false) : 1));
        }
    }

    private static float Linear(double value, bool convert = true)
    {
        float clamped = value >= 0 ? (float)Math.Min(value, 1) : 0;
        return convert ? ColorSpace.ToLinear(clamped) : clamped;
    }

    private void ReadTexCoord(ref TextCursor cursor)
    {
        if (!cursor.TryNumber(out double u))
        {
            throw new InvalidModelException("A texture coordinate has no numbers", $"line {cursor.Line}");
        }

        _ = cursor.TryNumber(out double v);
        var coordinate = new Vector2((float)u, (float)(1 - v));
        _geometry.TexCoords.Add(float.IsFinite(coordinate.X) && float.IsFinite(coordinate.Y) ? coordinate : Vector2.Zero);
    }

    private static Vector3 Triple(ref TextCursor cursor, string what)
    {
        if (!cursor.TryNumber(out double x) || !cursor.TryNumber(out double y) || !cursor.TryNumber(out double z))
        {
            throw new InvalidModelException($"A {what} must have three numbers, written with a decimal point", $"line {cursor.Line}");
        }

        var triple = new Vector3((float)x, (float)y, (float)z);
        return float.IsFinite(triple.X) && float.IsFinite(triple.Y) && float.IsFinite(triple.Z)
            ? triple
            : throw new InvalidModelException($"A {what} is infinite or not a number", $"line {cursor.Line}");
    }

    private void ReadFace(ref TextCursor cursor)
    {
        ObjPrimitive primitive = _current ??= CurrentPrimitive(ref cursor);
        int before = primitive.VertexCount;
        _vertices.Clear();
        _polygon.Clear();
        while (cursor.SkipBlanks() && !cursor.IsAt((byte)'#'))
        {
            ObjCorner corner = ObjFace.Corner(ref cursor, _geometry);
            _vertices.Add(primitive.Vertex(corner));
            _polygon.Add(_geometry.Positions[corner.Position]);
        }

        if (_vertices.Count is < 3 or > FaceTriangulation.MaxCorners)
        {
            throw new InvalidModelException(
                $"A face has {_vertices.Count} corners; it must have 3 to {FaceTriangulation.MaxCorners}", $"line {cursor.Line}");
        }

        _vertexTotal += primitive.VertexCount - before;
        if (_vertexTotal > _limits.MaxVertices)
        {
            throw new InvalidModelException($"The model has more than {_limits.MaxVertices} vertices", $"line {cursor.Line}");
        }

        if (_vertices.Count == 3)
        {
            primitive.Add(_vertices[0], _vertices[1], _vertices[2]);
            return;
        }

        ReadOnlySpan<int> corners = _triangulation.Triangulate(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_polygon));
        for (int i = 0; i < corners.Length; i += 3)
        {
            primitive.Add(_vertices[corners[i]], _vertices[corners[i + 1]], _vertices[corners[i + 2]]);
        }
    }

    private ObjPrimitive CurrentPrimitive(ref TextCursor cursor)
    {
        if (!_partIndices.TryGetValue(_part, out int part))
        {
            if (_parts.Count == _limits.MaxNodes)
            {
                throw new InvalidModelException($"The model has more than {_limits.MaxNodes} parts", $"line {cursor.Line}");
            }

            part = _parts.Count;
            _parts.Add(_part);
            _partIndices[_part] = part;
        }

        if (!_primitives.TryGetValue((part, _material), out ObjPrimitive? primitive))
        {
            primitive = new ObjPrimitive(part, _material);
            _primitives[(part, _material)] = primitive;
            _order.Add(primitive);
        }

        return primitive;
    }

    private Scene ToScene(string name)
    {
        new MeshBudget(_limits).Add(_order.Sum(p => (long)p.VertexCount), _order.Sum(p => (long)p.TriangleCount), "faces");
        ILookup<int, ObjPrimitive> byPart = _order.ToLookup(primitive => primitive.Part);
        var meshes = new List<Mesh>();
        for (int part = 0; part < _parts.Count; part++)
        {
            string partName = _parts[part].Length > 0 ? _parts[part] : name;
            meshes.Add(new Mesh(partName, [.. byPart[part].Select(primitive => primitive.ToMesh(_geometry))]));
        }

        List<Material> materials = _materials.ToMaterials();
        return new Scene
        {
            Name = name,
            Nodes = [.. meshes.Select((mesh, index) => new Node(mesh.Name, -1, Affine3d.Identity, index))],
            Meshes = meshes,
            Materials = materials,
            Images = _materials.Images,
            Warnings = _warnings,
        };
    }
}
