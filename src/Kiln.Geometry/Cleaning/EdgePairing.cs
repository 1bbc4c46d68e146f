using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Which half-edge continues the surface across each half-edge. An edge of two faces joins them whatever their winding. An edge of
/// more is cut into pairs: first those that the file itself joins by using the same two vertices; then faces that bound one wedge of
/// solid, so that solids which merely touch come apart, those of pieces without a border before others; then the flattest. No pair is
/// made that would give a piece of surface two windings at once (a Möbius strip is cut), or join a triangle to its own back. All other
/// pairs are made, so that a surface paired once is paired in the same way again.
/// </summary>
internal sealed class EdgePairing
{
    /// <summary>No neighbour: the half-edge lies on a border.</summary>
    public const int Border = -1;

    // Edges of more unpaired faces than this are no sheets that meet but noise, and the search is quadratic.
    private const int MaximumFlatFaces = 16;

    private readonly EdgeTable _edges;
    private readonly int[] _corners;
    private readonly int[] _vertices;
    private readonly Vector3d[] _points;

    private EdgePairing(EdgeTable edges, int[] corners, int[] vertices, Vector3d[] points)
    {
        _edges = edges;
        _corners = corners;
        _vertices = vertices;
        _points = points;
        Twin = new int[corners.Length];
        Array.Fill(Twin, Border);
        Pieces = new(corners.Length / 3);
    }

    /// <summary>For each half-edge its partner, or <see cref="Border"/>.</summary>
    public int[] Twin { get; }

    /// <summary>The pieces of surface that the pairs make, and which of their triangles are wound against the others.</summary>
    public WindingSets Pieces { get; }

    /// <summary>Edges of more than two faces.</summary>
    public int NonManifoldEdges { get; private set; }

    /// <summary>Edges that keep two unpaired faces or more, because no winding fits both.</summary>
    public int OneSidedEdges { get; private set; }

    /// <summary>Pairs the half-edges of triangles.</summary>
    /// <param name="corners">Three point indices per triangle.</param>
    /// <param name="vertices">The vertex that the file has at each corner; several may stand at one point.</param>
    /// <param name="points">Positions.</param>
    public static EdgePairing Of(int[] corners, int[] vertices, Vector3d[] points)
    {
        var pairing = new EdgePairing(EdgeTable.Build(corners, points.Length), corners, vertices, points);
        pairing.Run();
        return pairing;
    }

    // What the triangles as they are wound agree on comes first: only the rest can contradict it.
    private void Run()
    {
        var crowded = new List<int>();
        var against = new List<int>();
        for (int edge = 0; edge < _edges.Count; edge++)
        {
            ReadOnlySpan<int> around = _edges.Of(edge);
            if (around.Length > 2)
            {
                crowded.Add(edge);
            }
            else if (around.Length == 2 && (_corners[around[0]] == _corners[around[1]] || !TryJoin(around[0], around[1])))
            {
                against.Add(edge);
            }
        }

        NonManifoldEdges = crowded.Count;
        foreach ((int a, int b) in SharedVertexPairs.Find(_edges, crowded, _corners, _vertices))
        {
            TryJoin(a, b, mayBeBacks: true);
        }

        foreach (int edge in against)
        {
            ReadOnlySpan<int> around = _edges.Of(edge);
            OneSidedEdges += TryJoin(around[0], around[1]) ? 0 : 1;
        }

        if (crowded.Count > 0)
        {
            bool[] isSheet = SheetTriangles();
            foreach (int edge in crowded)
            {
                // What has a border anyway gives way: a fin within a solid must not open it, whichever way it is wound.
                int[] left = Unpaired(_edges.Of(edge));
                int[] solid = [.. left.Where(h => !isSheet[h / 3])];
                PairWedges(solid.Length > 1 ? solid : left);
                PairWedges(Unpaired(left));
                OneSidedEdges += Unpaired(left).Length > 1 ? 1 : 0;
            }
        }
    }

    // Whether each triangle hangs together with one that has an edge to itself.
    private bool[] SheetTriangles()
    {
        bool[] isSheet = new bool[_corners.Length / 3];
        for (int edge = 0; edge < _edges.Count; edge++)
        {
            if (_edges.Of(edge) is [int alone])
            {
                isSheet[Pieces.Find(alone / 3).Root] = true;
            }
        }

        for (int t = 0; t < isSheet.Length; t++)
        {
            isSheet[t] = isSheet[Pieces.Find(t).Root];
        }

        return isSheet;
    }

    private int[] Unpaired(ReadOnlySpan<int> halfEdges)
    {
        var left = new List<int>(halfEdges.Length);
        foreach (int h in halfEdges)
        {
            if (Twin[h] == Border)
            {
                left.Add(h);
            }
        }

        return [.. left];
    }

    private void PairWedges(ReadOnlySpan<int> around)
    {
        if (around.Length < 2)
        {
            return;
        }

        Span<Face> faces = around.Length <= 32 ? stackalloc Face[around.Length] : new Face[around.Length];
        int low = Math.Min(_corners[around[0]], _corners[EdgeTable.Next(around[0])]);
        int high = Math.Max(_corners[around[0]], _corners[EdgeTable.Next(around[0])]);
        Vector3d axis = (_points[high] - _points[low]).Normalized();
        Vector3d first = Perpendicular(axis);
        Vector3d second = Vector3d.Cross(axis, first);
        for (int i = 0; i < faces.Length; i++)
        {
            int h = around[i];
            Vector3d arm = _points[_corners[EdgeTable.Previous(h)]] - _points[low];
            double angle = Math.Atan2(Vector3d.Dot(arm, second), Vector3d.Dot(arm, first));
            faces[i] = new(h, angle, SolidAhead: _corners[h] == high);
        }

        // Of faces at one angle, those with the solid behind come first: a wedge ends before the next one begins.
        faces.Sort(static (a, b) => a.Angle != b.Angle ? a.Angle.CompareTo(b.Angle)
            : a.SolidAhead != b.SolidAhead ? a.SolidAhead.CompareTo(b.SolidAhead)
            : a.HalfEdge.CompareTo(b.HalfEdge));
        Span<int> open = faces.Length <= 32 ? stackalloc int[faces.Length * 2] : new int[faces.Length * 2];
        int depth = 0;
        for (int step = 0; step < faces.Length * 2; step++)
        {
            Face face = faces[step % faces.Length];
            if (Twin[face.HalfEdge] != Border)
            {
                continue;
            }

            if (face.SolidAhead && step < faces.Length)
            {
                open[depth++] = face.HalfEdge;
            }
            else if (!face.SolidAhead && depth > 0)
            {
                TryJoin(open[--depth], face.HalfEdge);
            }
        }

        if (faces.Length <= MaximumFlatFaces)
        {
            PairFlattest(faces);
        }
        else
        {
            PairInTurn(faces);
        }
    }

    // What is left turns the same way everywhere, so winding says nothing: the flattest pairs are the likeliest to be one sheet.
    // A single face left over stays a border.
    private void PairFlattest(ReadOnlySpan<Face> faces)
    {
        var bends = new List<(double Bend, int A, int B)>();
        for (int i = 0; i < faces.Length; i++)
        {
            for (int j = i + 1; j < faces.Length && Twin[faces[i].HalfEdge] == Border; j++)
            {
                if (Twin[faces[j].HalfEdge] == Border)
                {
                    bends.Add((Math.Abs(Math.Abs(faces[i].Angle - faces[j].Angle) - Math.PI), i, j));
                }
            }
        }

        bends.Sort();
        foreach ((_, int i, int j) in bends)
        {
            TryJoin(faces[i].HalfEdge, faces[j].HalfEdge);
        }
    }

    // All that waits belongs to one piece and runs the same way, so a face that the last of it refuses is refused by all.
    private void PairInTurn(ReadOnlySpan<Face> faces)
    {
        var waiting = new Stack<int>();
        foreach (Face face in faces)
        {
            if (Twin[face.HalfEdge] != Border)
            {
                continue;
            }

            if (waiting.TryPeek(out int last) && TryJoin(last, face.HalfEdge))
            {
                waiting.Pop();
            }
            else
            {
                waiting.Push(face.HalfEdge);
            }
        }
    }

    private bool TryJoin(int a, int b, bool mayBeBacks = false)
    {
        bool isRefused = !mayBeBacks && _corners[EdgeTable.Previous(a)] == _corners[EdgeTable.Previous(b)];
        if (Twin[a] != Border || Twin[b] != Border || isRefused || !Pieces.TryJoin(a / 3, b / 3, alike: _corners[a] != _corners[b]))
        {
            return false;
        }

        Twin[a] = b;
        Twin[b] = a;
        return true;
    }

    private static Vector3d Perpendicular(Vector3d axis)
    {
        Vector3d other = Math.Abs(axis.X) < 0.6 ? new(1, 0, 0) : new(0, 1, 0);
        return Vector3d.Cross(axis, other).Normalized();
    }

    private readonly record struct Face(int HalfEdge, double Angle, bool SolidAhead);
}
