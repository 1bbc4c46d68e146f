using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Reads faces and triangle strips.</summary>
internal sealed class PlyFaces(Vector3[] positions, ModelReaderLimits limits)
{
    private readonly List<int> _indices = [];
    private readonly List<int> _list = [];
    private readonly List<Vector3> _corners = [];
    private readonly FaceTriangulation _triangulation = new();

    /// <summary>Three indices per triangle.</summary>
    public int[] Indices => [.. _indices];

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

        for (int row = 0; row < element.Count; row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            for (int p = 0; p < element.Properties.Count; p++)
            {
                if (p == list)
                {
                    ReadList(element.Properties[p], strips, ref values, $"{element.Name} {row}");
                }
                else
                {
                    values.Skip(element.Properties[p]);
                }
            }

            if (_indices.Count / 3 > limits.MaxTriangles)
            {
                throw new InvalidModelException($"The model has more than {limits.MaxTriangles} triangles", $"{element.Name} {row}");
            }
        }
    }

    private void ReadList(PlyProperty property, bool strips, ref PlyValueReader values, string where)
    {
        int count = values.ReadCount(property);
        _list.Clear();
        for (int i = 0; i < count; i++)
        {
            double index = values.Read(property.Type);
            if (strips && index == -1)
            {
                AddStrip();
                continue;
            }

            if (!(index >= 0 && index < positions.Length) || index != Math.Floor(index))
            {
                throw new InvalidModelException($"Index {index} is out of range: there are {positions.Length} vertices", where);
            }

            _list.Add((int)index);
        }

        if (strips)
        {
            AddStrip();
        }
        else
        {
            AddPolygon(where);
        }
    }

    private void AddStrip()
    {
        for (int i = 0; i + 2 < _list.Count; i++)
        {
            (int a, int b, int c) = (i & 1) == 0 ? (_list[i], _list[i + 1], _list[i + 2]) : (_list[i], _list[i + 2], _list[i + 1]);
            if (a != b && b != c && a != c)
            {
                _indices.AddRange([a, b, c]);
            }
        }

        _list.Clear();
    }

    private void AddPolygon(string where)
    {
        if (_list.Count == 3)
        {
            _indices.AddRange([_list[0], _list[1], _list[2]]);
            return;
        }

        if (_list.Count is < 3 or > FaceTriangulation.MaxCorners)
        {
            throw new InvalidModelException($"A face has {_list.Count} corners; it must have 3 to {FaceTriangulation.MaxCorners}", where);
        }

        _corners.Clear();
        foreach (int index in _list)
        {
            _corners.Add(positions[index]);
        }

        foreach (int corner in _triangulation.Triangulate(CollectionsMarshal.AsSpan(_corners)))
        {
            _indices.Add(_list[corner]);
        }
    }
}
