using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Reads faces and triangle strips.</summary>
/// <param name="positions">Positions of the vertices.</param>
/// <param name="textures">Number of textures: a face whose number is none of theirs has none.</param>
/// <param name="limits">What the model may ask for.</param>
internal sealed class PlyFaces(Vector3[] positions, int textures, ModelReaderLimits limits)
{
    private readonly SortedDictionary<int, List<int>> _byTexture = [];
    private readonly List<int> _list = [];
    private readonly List<float> _texCoords = [];
    private readonly List<Vector3> _corners = [];
    private readonly FaceTriangulation _triangulation = new();
    private List<int> _indices = [];
    private long _triangles;
    private string _element = "";
    private int _row;

    /// <summary>Three indices per triangle into <see cref="Corners"/>, by the number of their texture; those without one under −1.</summary>
    public IReadOnlyDictionary<int, List<int>> IndicesByTexture => _byTexture;

    /// <summary>The vertices that indices name.</summary>
    public PlyCorners Corners { get; } = new(positions.Length);

    private string Where => $"{_element} {_row}";

    /// <summary>Reads the faces or strips of an element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="strips">Whether its lists are strips, cut by −1, and not polygons.</param>
    /// <param name="values">The values.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Read(PlyElement element, bool strips, ref PlyValueReader values, CancellationToken cancellationToken)
    {
        int list = element.IndexOf("vertex_indices", "vertex_index");
        if (list < 0 || element.Properties[list].CountType is null)
        {
            throw new InvalidModelException("The faces have no list vertex_indices", $"element {element.Name}");
        }

        int texCoords = element.IndexOf("texcoord");
        int number = element.IndexOf("texnumber");
        _element = element.Name;
        for (_row = 0; _row < element.Count; _row++)
        {
            if ((_row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            int texture = 0;
            _texCoords.Clear();
            for (int p = 0; p < element.Properties.Count; p++)
            {
                PlyProperty property = element.Properties[p];
                if (p == list)
                {
                    ReadList(property, strips, ref values);
                }
                else if (p == texCoords && property.CountType is not null)
                {
                    ReadTexCoords(property, ref values);
                }
                else if (p == number && property.CountType is null)
                {
                    texture = (int)values.Read(property.Type);
                }
                else
                {
                    values.Skip(property);
                }
            }

            AddTo((uint)texture < (uint)textures ? texture : -1);
            long before = _indices.Count;
            if (strips)
            {
                AddStrips();
            }
            else
            {
                AddPolygon();
            }

            _triangles += (_indices.Count - before) / 3;
            if (_triangles > limits.MaxTriangles)
            {
                throw new InvalidModelException($"The model has more than {limits.MaxTriangles} triangles", Where);
            }

            if (Corners.Count > limits.MaxVertices)
            {
                throw new InvalidModelException($"The model has more than {limits.MaxVertices} vertices", Where);
            }
        }
    }

    private void AddTo(int texture)
    {
        if (!_byTexture.TryGetValue(texture, out List<int>? indices))
        {
            indices = [];
            _byTexture[texture] = indices;
        }

        _indices = indices;
    }

    private void ReadList(PlyProperty property, bool strips, ref PlyValueReader values)
    {
        int count = values.ReadCount(property);
        _list.Clear();
        for (int i = 0; i < count; i++)
        {
            double index = values.Read(property.Type);
            bool isCut = strips && index == -1;
            if (!isCut && (!(index >= 0 && index < positions.Length) || index != Math.Floor(index)))
            {
                throw new InvalidModelException($"Index {index} is out of range: there are {positions.Length} vertices", Where);
            }

            _list.Add((int)index);
        }
    }

    private void ReadTexCoords(PlyProperty property, ref PlyValueReader values)
    {
        int count = values.ReadCount(property);
        for (int i = 0; i < count; i++)
        {
            _texCoords.Add((float)values.Read(property.Type));
        }
    }

    private void AddStrips()
    {
        int start = 0;
        for (int i = 0; i <= _list.Count; i++)
        {
            if (i == _list.Count || _list[i] == -1)
            {
                AddStrip(CollectionsMarshal.AsSpan(_list)[start..i]);
                start = i + 1;
            }
        }
    }

    private void AddStrip(ReadOnlySpan<int> strip)
    {
        for (int i = 0; i + 2 < strip.Length; i++)
        {
            (int a, int b, int c) = (i & 1) == 0 ? (strip[i], strip[i + 1], strip[i + 2]) : (strip[i], strip[i + 2], strip[i + 1]);
            if (a != b && b != c && a != c)
            {
                _indices.AddRange([a, b, c]);
            }
        }
    }

    private void AddPolygon()
    {
        if (_list.Count is < 3 or > FaceTriangulation.MaxCorners)
        {
            throw new InvalidModelException($"A face has {_list.Count} corners; it must have 3 to {FaceTriangulation.MaxCorners}", Where);
        }

        ReadOnlySpan<int> triangles = [0, 1, 2];
        if (_list.Count > 3)
        {
            _corners.Clear();
            foreach (int index in _list)
            {
                _corners.Add(positions[index]);
            }

            triangles = _triangulation.Triangulate(CollectionsMarshal.AsSpan(_corners));
        }

        for (int i = 0; _texCoords.Count == 2 * _list.Count && i < _list.Count; i++)
        {
            // V runs upward in the file.
            _list[i] = Corners.Vertex(_list[i], new Vector2(_texCoords[2 * i], 1 - _texCoords[(2 * i) + 1]));
        }

        foreach (int corner in triangles)
        {
            _indices.Add(_list[corner]);
        }
    }
}
