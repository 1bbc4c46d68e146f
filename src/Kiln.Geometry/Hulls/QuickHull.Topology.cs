using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private const int None = -1;

    private HalfEdge[] _edges = new HalfEdge[64];
    private Face[] _faces = new Face[32];
    private int _edgeCount;
    private int _faceCount;
    private int _activeFaces;
    private Vector3d _offset;

    private enum Mark : byte
    {
        Convex,
        NonConvex,
        Deleted,
    }

    private int NewTriangle(int a, int b, int c)
    {
        if (_edgeCount + 3 > _edges.Length)
        {
            Array.Resize(ref _edges, 2 * _edges.Length);
        }

        if (_faceCount == _faces.Length)
        {
            Array.Resize(ref _faces, 2 * _faces.Length);
        }

        int face = _faceCount++;
        int e = _edgeCount;
        _edgeCount += 3;
        _edges[e] = new HalfEdge { Head = a, Next = e + 1, Previous = e + 2, Twin = None, Face = face };
        _edges[e + 1] = new HalfEdge { Head = b, Next = e + 2, Previous = e, Twin = None, Face = face };
        _edges[e + 2] = new HalfEdge { Head = c, Next = e, Previous = e + 1, Twin = None, Face = face };
        _faces[face] = new Face { Edge = e, Points = None, Farthest = None };
        _activeFaces++;
        SetPlane(ref _faces[face], _points[a], _points[b], _points[c]);
        return face;
    }

    private int Tail(int edge) => _edges[_edges[edge].Previous].Head;

    private int OppositeFace(int edge) => _edges[_edges[edge].Twin].Face;

    private void Pair(int edge, int twin)
    {
        _edges[edge].Twin = twin;
        _edges[twin].Twin = edge;
    }

    private void LinkTriangle(int face, int other, int tail, int head)
    {
        Pair(EdgeBetween(face, tail, head), EdgeBetween(other, head, tail));
    }

    private int EdgeBetween(int face, int tail, int head)
    {
        int edge = _faces[face].Edge;
        while (_edges[edge].Head != head || Tail(edge) != tail)
        {
            edge = _edges[edge].Next;
        }

        return edge;
    }

    private static void SetPlane(ref Face face, Vector3d a, Vector3d b, Vector3d c)
    {
        Vector3d areaVector = Vector3d.Cross(b - a, c - a);
        face.Area = areaVector.Length;
        face.Normal = face.Area > 0 ? areaVector / face.Area : Vector3d.Zero;
        face.Centroid = (a + b + c) / 3;
        face.PlaneOffset = Vector3d.Dot(face.Normal, face.Centroid);
        face.VertexCount = 3;
    }

    // Newell's formula: the area vector of a polygon that need not be exactly planar; the plane goes through the centroid.
    private void UpdatePlane(int faceIndex)
    {
        ref Face face = ref _faces[faceIndex];
        Vector3d origin = _points[_edges[face.Edge].Head];
        Vector3d areaVector = Vector3d.Zero;
        Vector3d sum = Vector3d.Zero;
        int count = 0;
        int edge = face.Edge;
        Vector3d previous = _points[Tail(edge)] - origin;
        do
        {
            GuardWalk(ref count);
            Vector3d current = _points[_edges[edge].Head] - origin;
            areaVector += Vector3d.Cross(previous, current);
            sum += current;
            previous = current;
            edge = _edges[edge].Next;
        }
        while (edge != face.Edge);

        face.Area = areaVector.Length;
        face.Normal = areaVector.Normalized();
        face.Centroid = origin + (sum / count);
        face.PlaneOffset = Vector3d.Dot(face.Normal, face.Centroid);
        face.VertexCount = count;
    }

    // Rounding can tie the edges into a ring that never comes back to its start.
    private void GuardWalk(ref int steps)
    {
        if (++steps > _edgeCount)
        {
            throw new HullTopologyException("a walk around a side of a hull does not end");
        }
    }

    private double Distance(int face, Vector3d point) => Vector3d.Dot(_faces[face].Normal, point) - _faces[face].PlaneOffset;

    /// <summary>How far the middle of the face across the edge stands above this edge's face; positive at a concave edge.</summary>
    private double RiseAcross(int edge) => Distance(_edges[edge].Face, _faces[OppositeFace(edge)].Centroid);

    private struct HalfEdge
    {
        public int Head;
        public int Next;
        public int Previous;
        public int Twin;
        public int Face;
    }

    private struct Face
    {
        public int Edge;
        public int VertexCount;
        public Vector3d Normal;
        public Vector3d Centroid;
        public double PlaneOffset;
        public double Area;
        public int Points;
        public int Farthest;
        public double FarthestDistance;
        public Mark Mark;
    }
}
