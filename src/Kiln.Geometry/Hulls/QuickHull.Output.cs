using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private readonly List<int> _polygon = [];
    private int[] _newIndex = [];

    /// <summary>The hull's volume, from its polygons, without writing it out.</summary>
    public double Volume()
    {
        double sum = 0;
        for (int face = 0; face < _faceCount; face++)
        {
            if (_faces[face].Mark != Mark.Deleted)
            {
                sum += _faces[face].PlaneOffset * _faces[face].Area;
            }
        }

        return sum / 6;
    }

    /// <summary>
    /// Writes the hull: the input indices of its vertices in rising order, and triangles over that list, counter-clockwise seen
    /// from outside.
    /// </summary>
    public void Write(List<int> vertices, List<int> triangles)
    {
        vertices.Clear();
        triangles.Clear();
        if (_newIndex.Length < _pointCount)
        {
            _newIndex = new int[_points.Length];
        }

        Array.Fill(_newIndex, None, 0, _pointCount);
        for (int face = 0; face < _faceCount; face++)
        {
            if (_faces[face].Mark == Mark.Deleted)
            {
                continue;
            }

            CollectPolygon(face);
            foreach (int vertex in _polygon)
            {
                _newIndex[vertex] = 0;
            }

            int apex = BestFanApex();
            for (int i = 1; i + 1 < _polygon.Count; i++)
            {
                triangles.Add(_polygon[apex]);
                triangles.Add(_polygon[(apex + i) % _polygon.Count]);
                triangles.Add(_polygon[(apex + i + 1) % _polygon.Count]);
            }
        }

        for (int point = 0; point < _pointCount; point++)
        {
            if (_newIndex[point] != None)
            {
                _newIndex[point] = vertices.Count;
                vertices.Add(point);
            }
        }

        for (int i = 0; i < triangles.Count; i++)
        {
            triangles[i] = _newIndex[triangles[i]];
        }
    }

    /// <summary>Writes the hull's vertices alone, in the order of the input.</summary>
    public void WriteCorners(List<Vector3d> corners)
    {
        if (_newIndex.Length < _pointCount)
        {
            _newIndex = new int[_points.Length];
        }

        Array.Fill(_newIndex, None, 0, _pointCount);
        for (int face = 0; face < _faceCount; face++)
        {
            if (_faces[face].Mark != Mark.Deleted)
            {
                CollectPolygon(face);
                foreach (int vertex in _polygon)
                {
                    _newIndex[vertex] = 0;
                }
            }
        }

        corners.Clear();
        for (int point = 0; point < _pointCount; point++)
        {
            if (_newIndex[point] != None)
            {
                corners.Add(_points[point] + _offset);
            }
        }
    }

    private void CollectPolygon(int face)
    {
        _polygon.Clear();
        int first = _faces[face].Edge;
        int edge = first;
        do
        {
            _polygon.Add(_edges[edge].Head);
            edge = _edges[edge].Next;
        }
        while (edge != first);
    }

    // A vertex that lies on a straight run of the outline would make a fan with a triangle of no area.
    private int BestFanApex()
    {
        int count = _polygon.Count;
        if (count < 5)
        {
            return count == 4 && SmallestFanArea(1) > SmallestFanArea(0) ? 1 : 0;
        }

        int best = 0;
        double bestArea = -1;
        for (int apex = 0; apex < Math.Min(count, 16); apex++)
        {
            double area = SmallestFanArea(apex);
            if (area > bestArea)
            {
                (best, bestArea) = (apex, area);
            }
        }

        return best;
    }

    private double SmallestFanArea(int apex)
    {
        int count = _polygon.Count;
        Vector3d origin = _points[_polygon[apex]];
        double smallest = double.PositiveInfinity;
        for (int i = 1; i + 1 < count; i++)
        {
            Vector3d a = _points[_polygon[(apex + i) % count]] - origin;
            Vector3d b = _points[_polygon[(apex + i + 1) % count]] - origin;
            smallest = Math.Min(smallest, Vector3d.Cross(a, b).LengthSquared);
        }

        return smallest;
    }
}
