using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Cuts a solid at a plane into two closed solids. Triangles are clipped exactly where their edges meet the plane, each edge once,
/// and each side gets a cap whose boundary is the edges that its triangles leave open in the plane.
/// </summary>
internal sealed class SolidCut
{
    private readonly CutPlane _plane;
    private readonly List<Vector3d> _vertices;
    private readonly sbyte[] _sides;
    private readonly double[] _heights;
    private readonly Dictionary<(int, int), int> _crossings = [];

    private SolidCut(Solid solid, CutPlane plane, double tolerance)
    {
        _plane = plane;
        _vertices = new List<Vector3d>(solid.Vertices.Length + 64);
        _vertices.AddRange(solid.Vertices);
        _sides = new sbyte[solid.Vertices.Length];
        _heights = new double[solid.Vertices.Length];
        for (int i = 0; i < _sides.Length; i++)
        {
            double height = plane.Height(solid.Vertices[i]);
            _heights[i] = height;
            _sides[i] = (sbyte)(height > tolerance ? 1 : height < -tolerance ? -1 : 0);
        }
    }

    /// <summary>The parts below and above the plane; one is null when the plane misses the solid.</summary>
    /// <param name="solid">What is cut.</param>
    /// <param name="plane">Where it is cut.</param>
    /// <param name="tolerance">Vertices this near to the plane count as lying in it.</param>
    public static (Solid? Below, Solid? Above) Apply(Solid solid, CutPlane plane, double tolerance)
    {
        var cut = new SolidCut(solid, plane, tolerance);
        if (!cut._sides.Contains((sbyte)1))
        {
            return (solid, null);
        }

        if (!cut._sides.Contains((sbyte)-1))
        {
            return (null, solid);
        }

        var below = new Side(-1);
        var above = new Side(1);
        for (int t = 0; t < solid.Triangles.Length; t += 3)
        {
            if (t == 3 * solid.SurfaceTriangles)
            {
                below.EndSurface();
                above.EndSurface();
            }

            cut.Clip(solid.Triangles.AsSpan(t, 3), below, above);
        }

        if (solid.Triangles.Length == 3 * solid.SurfaceTriangles)
        {
            below.EndSurface();
            above.EndSurface();
        }

        return (cut.Close(below), cut.Close(above));
    }

    private void Clip(ReadOnlySpan<int> triangle, Side below, Side above)
    {
        int lowest = Math.Min(SideOf(triangle[0]), Math.Min(SideOf(triangle[1]), SideOf(triangle[2])));
        int highest = Math.Max(SideOf(triangle[0]), Math.Max(SideOf(triangle[1]), SideOf(triangle[2])));
        if (lowest == 0 && highest == 0)
        {
            // A side in the plane is made again as a cap of the part that it bounds.
            return;
        }

        if (lowest >= 0 || highest <= 0)
        {
            (lowest >= 0 ? above : below).Add(triangle, this);
            return;
        }

        Span<int> belowPolygon = stackalloc int[4];
        Span<int> abovePolygon = stackalloc int[4];
        (int belowCount, int aboveCount) = (0, 0);
        for (int k = 0; k < 3; k++)
        {
            int a = triangle[k];
            int b = triangle[(k + 1) % 3];
            if (SideOf(a) <= 0)
            {
                belowPolygon[belowCount++] = a;
            }

            if (SideOf(a) >= 0)
            {
                abovePolygon[aboveCount++] = a;
            }

            if (SideOf(a) * SideOf(b) < 0)
            {
                int crossing = Crossing(a, b);
                belowPolygon[belowCount++] = crossing;
                abovePolygon[aboveCount++] = crossing;
            }
        }

        below.Add(belowPolygon[..belowCount], this);
        above.Add(abovePolygon[..aboveCount], this);
    }

    private int SideOf(int vertex) => vertex < _sides.Length ? _sides[vertex] : 0;

    private int Crossing(int a, int b)
    {
        (int low, int high) = a < b ? (a, b) : (b, a);
        if (!_crossings.TryGetValue((low, high), out int crossing))
        {
            double t = _heights[low] / (_heights[low] - _heights[high]);
            crossing = _vertices.Count;
            _vertices.Add(_vertices[low] + ((_vertices[high] - _vertices[low]) * t));
            _crossings.Add((low, high), crossing);
        }

        return crossing;
    }

    private Solid? Close(Side side)
    {
        SectionCap.Append(_vertices, _plane, side.Direction, side.OpenEdges, side.Triangles);
        var newIndex = new int[_vertices.Count];
        var used = new List<Vector3d>();
        var triangles = new int[side.Triangles.Count];
        for (int i = 0; i < triangles.Length; i++)
        {
            int vertex = side.Triangles[i];
            if (newIndex[vertex] == 0)
            {
                used.Add(_vertices[vertex]);
                newIndex[vertex] = used.Count;
            }

            triangles[i] = newIndex[vertex] - 1;
        }

        return triangles.Length == 0 ? null : new Solid([.. used], triangles, side.SurfaceTriangles);
    }

    private sealed class Side(int direction)
    {
        public int Direction { get; } = direction;

        public List<int> Triangles { get; } = [];

        public List<(int Tail, int Head)> OpenEdges { get; } = [];

        public int SurfaceTriangles { get; private set; }

        public void EndSurface() => SurfaceTriangles = Triangles.Count / 3;

        public void Add(ReadOnlySpan<int> polygon, SolidCut cut)
        {
            for (int i = 1; i + 1 < polygon.Length; i++)
            {
                Triangles.Add(polygon[0]);
                Triangles.Add(polygon[i]);
                Triangles.Add(polygon[i + 1]);
            }

            for (int i = 0; i < polygon.Length; i++)
            {
                int tail = polygon[i];
                int head = polygon[(i + 1) % polygon.Length];
                if (cut.SideOf(tail) == 0 && cut.SideOf(head) == 0)
                {
                    OpenEdges.Add((tail, head));
                }
            }
        }
    }
}
