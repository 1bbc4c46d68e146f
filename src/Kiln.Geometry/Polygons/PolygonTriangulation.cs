namespace Kiln.Geometry.Polygons;

/// <summary>
/// Triangulates a polygon with holes by ear clipping, holes joined to the outline by bridges (Eberly, Triangulation by Ear
/// Clipping). No vertex is added and none is left out, so the result's boundary is exactly the loops given: where the input
/// crosses itself the triangles may overlap, but what they close stays closed.
/// </summary>
internal sealed class PolygonTriangulation
{
    /// <summary>How often all corners are tried again when no ear is left: only where the outline crosses itself can that help.</summary>
    private const int MaxFreshRounds = 4;

    private readonly List<PolygonCorner> _nodes = [];
    private readonly List<int> _triangles;
    private long _testsLeft;

    private PolygonTriangulation(List<int> triangles, long maxPointTests)
    {
        _triangles = triangles;
        _testsLeft = maxPointTests;
    }

    /// <summary>Appends counter-clockwise triangles of vertex numbers.</summary>
    /// <param name="outline">Counter-clockwise corners in the plane, each with its vertex number.</param>
    /// <param name="holes">Clockwise corners of each hole.</param>
    /// <param name="triangles">Receives three vertex numbers per triangle.</param>
    /// <param name="maxPointTests">
    /// How many corners may be tried against ears, which is nearly all of the work; beyond, corners are cut as they come.
    /// </param>
    /// <returns>How many were tried.</returns>
    public static long Append(
        ReadOnlySpan<(int Vertex, double X, double Y)> outline,
        IEnumerable<(int Vertex, double X, double Y)[]> holes,
        List<int> triangles,
        long maxPointTests = long.MaxValue)
    {
        var triangulation = new PolygonTriangulation(triangles, maxPointTests);
        int start = triangulation.AddRing(outline);
        var starts = new List<int>();
        foreach ((int Vertex, double X, double Y)[] hole in holes)
        {
            starts.Add(triangulation.Rightmost(triangulation.AddRing(hole)));
        }

        // From the right, so that a bridge ends on the outline or on a hole that is already joined to it.
        starts.Sort((a, b) =>
        {
            int byX = triangulation._nodes[b].X.CompareTo(triangulation._nodes[a].X);
            return byX != 0 ? byX : a.CompareTo(b);
        });
        foreach (int hole in starts)
        {
            triangulation.Bridge(start, hole);
        }

        triangulation.ClipEars(start);
        return maxPointTests - triangulation._testsLeft;
    }

    private int AddRing(ReadOnlySpan<(int Vertex, double X, double Y)> ring)
    {
        int first = _nodes.Count;
        for (int i = 0; i < ring.Length; i++)
        {
            _nodes.Add(new PolygonCorner(ring[i].Vertex, ring[i].X, ring[i].Y)
            {
                Previous = first + ((i + ring.Length - 1) % ring.Length),
                Next = first + ((i + 1) % ring.Length),
            });
        }

        return first;
    }

    private int Rightmost(int ring)
    {
        int best = ring;
        for (int i = _nodes[ring].Next; i != ring; i = _nodes[i].Next)
        {
            if (_nodes[i].X > _nodes[best].X)
            {
                best = i;
            }
        }

        return best;
    }

    private void Bridge(int outline, int hole)
    {
        int visible = FindVisible(outline, _nodes[hole]);
        int holeCopy = Copy(hole);
        int visibleCopy = Copy(visible);
        Link(holeCopy, visibleCopy, holePrevious: _nodes[hole].Previous, visibleNext: _nodes[visible].Next);
        _nodes[visible].Next = hole;
        _nodes[hole].Previous = visible;
    }

    private void Link(int holeCopy, int visibleCopy, int holePrevious, int visibleNext)
    {
        _nodes[holePrevious].Next = holeCopy;
        _nodes[holeCopy].Previous = holePrevious;
        _nodes[holeCopy].Next = visibleCopy;
        _nodes[visibleCopy].Previous = holeCopy;
        _nodes[visibleCopy].Next = visibleNext;
        _nodes[visibleNext].Previous = visibleCopy;
    }

    private int Copy(int node)
    {
        _nodes.Add(new PolygonCorner(_nodes[node].Vertex, _nodes[node].X, _nodes[node].Y));
        return _nodes.Count - 1;
    }

    // A ray from the hole's rightmost corner to the right meets the outline first at some edge; that edge's right end is visible
    // unless a reflex corner stands in the triangle between, and then the one at the smallest angle to the ray is.
    private int FindVisible(int outline, PolygonCorner from)
    {
        int best = -1;
        double bestX = double.PositiveInfinity;
        int i = outline;
        do
        {
            PolygonCorner a = _nodes[i];
            PolygonCorner b = _nodes[a.Next];
            if (a.Y <= from.Y && b.Y >= from.Y && a.Y < b.Y)
            {
                double x = a.X + ((from.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X));
                if (x >= from.X && x < bestX)
                {
                    bestX = x;
                    best = a.X > b.X ? i : a.Next;
                }
            }

            i = a.Next;
        }
        while (i != outline);

        if (best < 0)
        {
            return Nearest(outline, from);
        }

        var hit = new PolygonCorner(-1, bestX, from.Y);
        PolygonCorner end = _nodes[best];
        double bestSlope = double.PositiveInfinity;
        int visible = best;
        i = outline;
        do
        {
            PolygonCorner node = _nodes[i];
            if (i != best && node.X >= from.X && node.X <= end.X && InTriangle(node, from, hit, end))
            {
                double slope = Math.Abs(node.Y - from.Y) / (node.X - from.X + double.Epsilon);
                if (Turn(_nodes[node.Previous], node, _nodes[node.Next]) < 0 && slope < bestSlope)
                {
                    (bestSlope, visible) = (slope, i);
                }
            }

            i = node.Next;
        }
        while (i != outline);

        return visible;
    }

    private int Nearest(int outline, PolygonCorner from)
    {
        int best = outline;
        double bestSquared = double.PositiveInfinity;
        int i = outline;
        do
        {
            double squared = ((_nodes[i].X - from.X) * (_nodes[i].X - from.X)) + ((_nodes[i].Y - from.Y) * (_nodes[i].Y - from.Y));
            if (squared < bestSquared)
            {
                (bestSquared, best) = (squared, i);
            }

            i = _nodes[i].Next;
        }
        while (i != outline);

        return best;
    }

    // A corner that is no ear becomes one only when a neighbour is cut (Eberly), so it is not tried again before: the work stays
    // quadratic. A round without an ear means that the outline touches or crosses itself: then all are tried afresh, then flat
    // corners go, and then any corner.
    private void ClipEars(int start)
    {
        int remaining = 0;
        int i = start;
        do
        {
            remaining++;
            i = _nodes[i].Next;
        }
        while (i != start);

        int sinceLast = 0;
        int freshRounds = 0;
        EarTest test = EarTest.Ears;
        while (remaining > 3)
        {
            if (test == EarTest.AnyCorner || _testsLeft <= 0 || IsEar(i, test))
            {
                i = Cut(i);
                remaining--;
                sinceLast = 0;
                test = EarTest.Ears;
            }
            else
            {
                i = _nodes[i].Next;
                if (++sinceLast > remaining)
                {
                    sinceLast = 0;
                    test = test == EarTest.Ears && ++freshRounds > MaxFreshRounds ? EarTest.FlatCorners : test + 1;
                }
            }
        }

        if (remaining == 3)
        {
            Cut(i);
        }
    }

    // Goes on two corners ahead: cutting neighbours in turn would leave a fan of slivers.
    private int Cut(int i)
    {
        PolygonCorner node = _nodes[i];
        _triangles.Add(_nodes[node.Previous].Vertex);
        _triangles.Add(node.Vertex);
        _triangles.Add(_nodes[node.Next].Vertex);
        _nodes[node.Previous].Next = node.Next;
        _nodes[node.Next].Previous = node.Previous;
        _nodes[node.Previous].FailedAs = EarTest.Untried;
        _nodes[node.Next].FailedAs = EarTest.Untried;
        return _nodes[node.Next].Next;
    }

    private bool IsEar(int i, EarTest test)
    {
        PolygonCorner b = _nodes[i];
        if (b.FailedAs >= test && test != EarTest.EarsAfresh)
        {
            return false;
        }

        PolygonCorner a = _nodes[b.Previous];
        PolygonCorner c = _nodes[b.Next];
        double turn = Turn(a, b, c);
        if ((test == EarTest.FlatCorners ? turn == 0 : turn > 0) && IsEmpty(a, b, c))
        {
            return true;
        }

        b.FailedAs = test;
        return false;
    }

    /// <summary>True when no corner that turns inward stands in the triangle of three neighbours.</summary>
    private bool IsEmpty(PolygonCorner a, PolygonCorner b, PolygonCorner c)
    {
        double minX = Math.Min(a.X, Math.Min(b.X, c.X));
        double maxX = Math.Max(a.X, Math.Max(b.X, c.X));
        double minY = Math.Min(a.Y, Math.Min(b.Y, c.Y));
        double maxY = Math.Max(a.Y, Math.Max(b.Y, c.Y));
        for (int k = c.Next; k != b.Previous; k = _nodes[k].Next)
        {
            _testsLeft--;
            PolygonCorner p = _nodes[k];
            if (p.X >= minX && p.X <= maxX && p.Y >= minY && p.Y <= maxY
                && !SamePlace(p, a) && !SamePlace(p, b) && !SamePlace(p, c)
                && InTriangle(p, a, b, c)
                && Turn(_nodes[p.Previous], p, _nodes[p.Next]) <= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SamePlace(PolygonCorner a, PolygonCorner b) => a.X == b.X && a.Y == b.Y;

    private static double Turn(PolygonCorner a, PolygonCorner b, PolygonCorner c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));

    private static bool InTriangle(PolygonCorner p, PolygonCorner a, PolygonCorner b, PolygonCorner c)
    {
        double ab = Turn(a, b, p);
        double bc = Turn(b, c, p);
        double ca = Turn(c, a, p);
        return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
    }
}
