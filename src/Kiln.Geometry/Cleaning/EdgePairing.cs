using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Which half-edge continues the surface across each half-edge. An edge of two faces joins them whatever their winding. An edge of
/// more is cut into pairs: faces that bound one wedge of solid belong together, so that solids which merely touch come apart. Faces of
/// pieces without a border are paired first.
/// </summary>
internal static class EdgePairing
{
    /// <summary>No neighbour: the half-edge lies on a border.</summary>
    public const int Border = -1;

    // Edges of more unpaired faces than this are no sheets that meet but noise, and the search is cubic.
    private const int MaximumFlatFaces = 16;

    /// <summary>For each half-edge its partner, or <see cref="Border"/>.</summary>
    public static int[] Pair(EdgeTable edges, ReadOnlySpan<int> corners, ReadOnlySpan<Vector3d> points, out int nonManifoldEdges)
    {
        int[] twin = new int[corners.Length];
        Array.Fill(twin, Border);
        var pieces = new DisjointSets(corners.Length / 3);
        var crowded = new List<int>();
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            if (around.Length == 2)
            {
                Join(twin, around[0], around[1]);
                pieces.Union(around[0] / 3, around[1] / 3);
            }
            else if (around.Length > 2)
            {
                crowded.Add(edge);
            }
        }

        nonManifoldEdges = crowded.Count;
        if (crowded.Count > 0)
        {
            bool[] isSheet = SheetTriangles(edges, pieces, corners.Length / 3);
            foreach (int edge in crowded)
            {
                // What has a border anyway gives way: a fin within a solid must not open it, whichever way it is wound.
                ReadOnlySpan<int> around = edges.Of(edge);
                int[] solid = [.. around.ToArray().Where(h => !isSheet[h / 3])];
                PairWedges(solid.Length > 1 ? solid : around, corners, points, twin);
                PairWedges([.. around.ToArray().Where(h => twin[h] == Border)], corners, points, twin);
            }
        }

        return twin;
    }

    // Whether each triangle hangs together, across edges of two faces, with one that has an edge to itself.
    private static bool[] SheetTriangles(EdgeTable edges, DisjointSets pieces, int triangles)
    {
        bool[] isSheet = new bool[triangles];
        for (int edge = 0; edge < edges.Count; edge++)
        {
            if (edges.Of(edge) is [int alone])
            {
                isSheet[pieces.Find(alone / 3)] = true;
            }
        }

        for (int t = 0; t < triangles; t++)
        {
            isSheet[t] = isSheet[pieces.Find(t)];
        }

        return isSheet;
    }

    private static void PairWedges(ReadOnlySpan<int> around, ReadOnlySpan<int> corners, ReadOnlySpan<Vector3d> points, int[] twin)
    {
        if (around.Length < 2)
        {
            return;
        }

        Span<Face> faces = around.Length <= 32 ? stackalloc Face[around.Length] : new Face[around.Length];
        int low = Math.Min(corners[around[0]], corners[EdgeTable.Next(around[0])]);
        int high = Math.Max(corners[around[0]], corners[EdgeTable.Next(around[0])]);
        Vector3d axis = (points[high] - points[low]).Normalized();
        Vector3d first = Perpendicular(axis);
        Vector3d second = Vector3d.Cross(axis, first);
        for (int i = 0; i < faces.Length; i++)
        {
            int h = around[i];
            Vector3d arm = points[corners[EdgeTable.Previous(h)]] - points[low];
            double angle = Math.Atan2(Vector3d.Dot(arm, second), Vector3d.Dot(arm, first));
            faces[i] = new(h, angle, SolidAhead: corners[h] == high);
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
            if (twin[face.HalfEdge] != Border)
            {
                continue;
            }

            if (face.SolidAhead && step < faces.Length)
            {
                open[depth++] = face.HalfEdge;
            }
            else if (!face.SolidAhead && depth > 0)
            {
                Join(twin, open[--depth], face.HalfEdge);
            }
        }

        if (faces.Length <= MaximumFlatFaces)
        {
            PairFlattest(faces, twin);
        }
    }

    // What is left turns the same way everywhere, so winding says nothing: the flattest pairs are the likeliest to be one sheet.
    // A single face left over stays a border.
    private static void PairFlattest(ReadOnlySpan<Face> faces, int[] twin)
    {
        while (true)
        {
            double flattest = double.PositiveInfinity;
            (int A, int B) best = (Border, Border);
            for (int i = 0; i < faces.Length; i++)
            {
                for (int j = i + 1; j < faces.Length && twin[faces[i].HalfEdge] == Border; j++)
                {
                    double bend = Math.Abs(Math.Abs(faces[i].Angle - faces[j].Angle) - Math.PI);
                    if (twin[faces[j].HalfEdge] == Border && bend < flattest)
                    {
                        flattest = bend;
                        best = (faces[i].HalfEdge, faces[j].HalfEdge);
                    }
                }
            }

            if (best.A == Border)
            {
                return;
            }

            Join(twin, best.A, best.B);
        }
    }

    private static void Join(int[] twin, int a, int b)
    {
        twin[a] = b;
        twin[b] = a;
    }

    private static Vector3d Perpendicular(Vector3d axis)
    {
        Vector3d other = Math.Abs(axis.X) < 0.6 ? new(1, 0, 0) : new(0, 1, 0);
        return Vector3d.Cross(axis, other).Normalized();
    }

    private readonly record struct Face(int HalfEdge, double Angle, bool SolidAhead);
}
