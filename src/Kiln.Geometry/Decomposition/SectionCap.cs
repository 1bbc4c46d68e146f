using Kiln.Geometry.Numerics;
using Kiln.Geometry.Polygons;

namespace Kiln.Geometry.Decomposition;

/// <summary>Closes a cut: turns the open edges in the plane into loops, tells outlines from holes, and triangulates.</summary>
internal static class SectionCap
{
    /// <summary>Appends triangles whose boundary is the reverse of the open edges.</summary>
    /// <param name="vertices">All vertices.</param>
    /// <param name="plane">The plane of the cut.</param>
    /// <param name="side">−1 for the part below, whose cap looks along the plane's normal; 1 for the part above.</param>
    /// <param name="openEdges">Directed edges in the plane as the part's triangles have them.</param>
    /// <param name="triangles">Receives the cap.</param>
    public static void Append(
        List<Vector3d> vertices, CutPlane plane, int side, List<(int Tail, int Head)> openEdges, List<int> triangles)
    {
        List<int[]> loops = TraceLoops(openEdges, out _);
        if (loops.Count == 0)
        {
            return;
        }

        var projection = new Projection(vertices, side < 0 ? plane.Normal : -plane.Normal);
        var outlines = new List<Outline>();
        var holes = new List<Outline>();
        foreach (int[] loop in loops)
        {
            var outline = new Outline(loop, Array.ConvertAll(loop, projection.Map));
            (outline.Area > 0 ? outlines : holes).Add(outline);
        }

        var holesOf = new List<(int Vertex, double X, double Y)[]>[outlines.Count];
        for (int i = 0; i < holesOf.Length; i++)
        {
            holesOf[i] = [];
        }

        foreach (Outline hole in holes)
        {
            int owner = FindOwner(hole, outlines);
            if (owner >= 0)
            {
                holesOf[owner].Add(hole.Corners());
            }
            else
            {
                AppendReversed(hole, triangles);
            }
        }

        for (int i = 0; i < outlines.Count; i++)
        {
            PolygonTriangulation.Append(outlines[i].Corners(), holesOf[i], triangles);
        }
    }

    /// <summary>
    /// Loops that run against the directed edges. Edges that occur both ways cancel; where a walk meets itself, the loop so closed
    /// is taken out, so that no loop passes a vertex twice.
    /// </summary>
    /// <param name="openEdges">Directed edges of a surface.</param>
    /// <param name="closed">True when every edge that was not cancelled is in a loop.</param>
    public static List<int[]> TraceLoops(List<(int Tail, int Head)> openEdges, out bool closed)
    {
        var surplus = new Dictionary<(int, int), int>(openEdges.Count);
        foreach ((int tail, int head) in openEdges)
        {
            if (surplus.TryGetValue((tail, head), out int opposite) && opposite > 0)
            {
                surplus[(tail, head)] = opposite - 1;
            }
            else
            {
                surplus[(head, tail)] = surplus.GetValueOrDefault((head, tail)) + 1;
            }
        }

        var next = new Dictionary<int, Stack<int>>();
        var starts = new List<int>();
        foreach ((int tail, int head) in openEdges)
        {
            if (surplus.TryGetValue((head, tail), out int count) && count > 0)
            {
                surplus[(head, tail)] = count - 1;
                if (!next.TryGetValue(head, out Stack<int>? heads))
                {
                    next.Add(head, heads = new Stack<int>(1));
                    starts.Add(head);
                }

                heads.Push(tail);
            }
        }

        closed = true;
        var loops = new List<int[]>();
        var path = new List<int>();
        var placeInPath = new Dictionary<int, int>();
        foreach (int start in starts)
        {
            path.Clear();
            placeInPath.Clear();
            int vertex = start;
            while (true)
            {
                if (placeInPath.TryGetValue(vertex, out int place))
                {
                    AddLoop(loops, path, place, placeInPath);
                }

                placeInPath[vertex] = path.Count;
                path.Add(vertex);
                if (!next.TryGetValue(vertex, out Stack<int>? heads) || !heads.TryPop(out int head))
                {
                    break;
                }

                vertex = head;
            }

            closed &= path.Count == 1;
        }

        return loops;
    }

    private static void AddLoop(List<int[]> loops, List<int> path, int place, Dictionary<int, int> placeInPath)
    {
        int[] loop = [.. path[place..]];
        if (loop.Length >= 3)
        {
            loops.Add(loop);
        }

        foreach (int vertex in loop)
        {
            placeInPath.Remove(vertex);
        }

        path.RemoveRange(place, path.Count - place);
    }

    private static int FindOwner(Outline hole, List<Outline> outlines)
    {
        int owner = -1;
        for (int i = 0; i < outlines.Count; i++)
        {
            if (outlines[i].Area >= -hole.Area
                && (owner < 0 || outlines[i].Area < outlines[owner].Area)
                && outlines[i].ContainsMostOf(hole))
            {
                owner = i;
            }
        }

        return owner;
    }

    // A loop that runs the wrong way outside every outline comes from a surface that turns inside out; the cap does the same.
    private static void AppendReversed(Outline loop, List<int> triangles)
    {
        (int Vertex, double X, double Y)[] corners = loop.Corners();
        Array.Reverse(corners);
        int start = triangles.Count;
        PolygonTriangulation.Append(corners, [], triangles);
        for (int i = start; i < triangles.Count; i += 3)
        {
            (triangles[i], triangles[i + 1]) = (triangles[i + 1], triangles[i]);
        }
    }

    private sealed class Projection
    {
        private readonly List<Vector3d> _vertices;
        private readonly Vector3d _u;
        private readonly Vector3d _v;

        public Projection(List<Vector3d> vertices, Vector3d normal)
        {
            _vertices = vertices;
            Vector3d other = Math.Abs(normal.X) < 0.6 ? new Vector3d(1, 0, 0) : new Vector3d(0, 1, 0);
            _u = Vector3d.Cross(other, normal).Normalized();
            _v = Vector3d.Cross(normal, _u);
        }

        public (double X, double Y) Map(int vertex) => (Vector3d.Dot(_vertices[vertex], _u), Vector3d.Dot(_vertices[vertex], _v));
    }

    private sealed record Outline(int[] Loop, (double X, double Y)[] Points)
    {
        public double Area { get; } = SignedArea(Points);

        public (int Vertex, double X, double Y)[] Corners()
        {
            var corners = new (int, double, double)[Loop.Length];
            for (int i = 0; i < corners.Length; i++)
            {
                corners[i] = (Loop[i], Points[i].X, Points[i].Y);
            }

            return corners;
        }

        // A hole may touch the outline at a vertex, where one test alone could go either way.
        public bool ContainsMostOf(Outline hole)
        {
            int count = hole.Points.Length;
            int inside = 0;
            for (int k = 0; k < 3; k++)
            {
                inside += Contains(hole.Points[k * count / 3]) ? 1 : 0;
            }

            return inside >= 2;
        }

        private bool Contains((double X, double Y) point)
        {
            bool inside = false;
            (double X, double Y) a = Points[^1];
            foreach ((double X, double Y) b in Points)
            {
                if (a.Y > point.Y != b.Y > point.Y && point.X < a.X + ((point.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
                {
                    inside = !inside;
                }

                a = b;
            }

            return inside;
        }

        private static double SignedArea((double X, double Y)[] points)
        {
            double area = 0;
            (double X, double Y) a = points[^1];
            foreach ((double X, double Y) b in points)
            {
                area += (a.X * b.Y) - (b.X * a.Y);
                a = b;
            }

            return area / 2;
        }
    }
}
