using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// The triangles of an object while it is cleaned. Their corners name source vertices (with attributes) and places (positions). They
/// know nothing of attributes: new corners are described by <see cref="Between"/>.
/// </summary>
internal sealed class WorkingTriangles
{
    private readonly int[] _place;
    private int[]? _vertices;

    /// <summary>Takes over the triangles; arrays are not changed.</summary>
    /// <param name="points">Position of each source vertex, all finite.</param>
    /// <param name="place">For each source vertex one that stands at its place.</param>
    /// <param name="corners">Three source vertices per triangle.</param>
    /// <param name="groups">The mesh each triangle belongs to.</param>
    public WorkingTriangles(Vector3d[] points, int[] place, int[] corners, int[] groups)
    {
        Points = points;
        _place = [.. place];
        Sources = [.. corners];
        Groups = [.. groups];
        Corners = [.. Sources.Select(vertex => _place[vertex])];
    }

    /// <summary>Number of triangles.</summary>
    public int Count => Groups.Length;

    /// <summary>Positions of source vertices; a place is named by a source vertex that stands there.</summary>
    public Vector3d[] Points { get; }

    /// <summary>Source vertex of each corner; from <c>Points.Length</c> on it is an entry of <see cref="Between"/>.</summary>
    public int[] Sources { get; private set; }

    /// <summary>Place of each corner.</summary>
    public int[] Corners { get; private set; }

    /// <summary>Mesh of each triangle.</summary>
    public int[] Groups { get; private set; }

    /// <summary>Corners at one place that use the same of these belong together: source vertices, until <see cref="Keep"/> knows more.</summary>
    public int[] Vertices => _vertices ?? Sources;

    /// <summary>New vertices: between two sources, the share of the second, and the place.</summary>
    public List<(int From, int To, double Share, int Place)> Between { get; } = [];

    public double DoubleArea(int triangle)
    {
        Vector3d a = Points[Corners[triangle * 3]];
        return Vector3d.Cross(Points[Corners[(triangle * 3) + 1]] - a, Points[Corners[(triangle * 3) + 2]] - a).Length;
    }

    /// <summary>Keeps for the next pairing of edges which corners this one has joined; returns the number of vertices that they make.</summary>
    public int Keep(int[] twin)
    {
        _vertices = CornerFans.Number(twin, out int count);
        return count;
    }

    /// <summary>Gives a triangle other source vertices and mesh.</summary>
    public void SetTriangle(int triangle, int a, int b, int c, int group)
    {
        (Sources[triangle * 3], Sources[(triangle * 3) + 1], Sources[(triangle * 3) + 2]) = (a, b, c);
        for (int h = triangle * 3; h < (triangle * 3) + 3; h++)
        {
            Corners[h] = Sources[h] < Points.Length ? _place[Sources[h]] : Between[Sources[h] - Points.Length].Place;
            if (_vertices is not null)
            {
                _vertices[h] = ~h;
            }
        }

        Groups[triangle] = group;
    }

    /// <summary>Makes a vertex between two others; returns its number.</summary>
    public int AddBetween(int from, int to, double share, int place)
    {
        Between.Add((from, to, share, place));
        return Points.Length + Between.Count - 1;
    }

    /// <summary>Adds triangles, each by its source vertices and mesh.</summary>
    public void Add(IReadOnlyList<(int A, int B, int C, int Group)> triangles)
    {
        if (triangles.Count == 0)
        {
            return;
        }

        int first = Count;
        Sources = [.. Sources, .. new int[triangles.Count * 3]];
        Corners = [.. Corners, .. new int[triangles.Count * 3]];
        Groups = [.. Groups, .. new int[triangles.Count]];
        _vertices = _vertices is null ? null : [.. _vertices, .. new int[triangles.Count * 3]];
        for (int i = 0; i < triangles.Count; i++)
        {
            SetTriangle(first + i, triangles[i].A, triangles[i].B, triangles[i].C, triangles[i].Group);
        }
    }

    /// <summary>Moves places onto others.</summary>
    /// <param name="joined">The place that each place becomes.</param>
    public void Move(int[] joined)
    {
        for (int v = 0; v < _place.Length; v++)
        {
            _place[v] = joined[_place[v]];
        }

        for (int i = 0; i < Between.Count; i++)
        {
            Between[i] = Between[i] with { Place = joined[Between[i].Place] };
        }

        for (int h = 0; h < Corners.Length; h++)
        {
            Corners[h] = joined[Corners[h]];
        }
    }

    /// <summary>Drops the marked triangles; returns how many.</summary>
    public int Drop(bool[] drop)
    {
        int write = 0;
        for (int t = 0; t < drop.Length; t++)
        {
            if (!drop[t])
            {
                Array.Copy(Corners, t * 3, Corners, write * 3, 3);
                Array.Copy(Sources, t * 3, Sources, write * 3, 3);
                if (_vertices is not null)
                {
                    Array.Copy(_vertices, t * 3, _vertices, write * 3, 3);
                }

                Groups[write++] = Groups[t];
            }
        }

        if (write < drop.Length)
        {
            Corners = Corners[..(write * 3)];
            Sources = Sources[..(write * 3)];
            Groups = Groups[..write];
            _vertices = _vertices?[..(write * 3)];
        }

        return drop.Length - write;
    }

    /// <summary>Brings triangles into the order of their meshes, which filling and flipping leave.</summary>
    /// <param name="twin">The pairing of half-edges.</param>
    /// <returns>The same pairing in the new order.</returns>
    public int[] SortByGroup(int[] twin)
    {
        if (IsAscending(Groups))
        {
            return twin;
        }

        int[] order = [.. Enumerable.Range(0, Groups.Length).OrderBy(t => Groups[t])];
        int[] newIndex = new int[order.Length];
        for (int t = 0; t < order.Length; t++)
        {
            newIndex[order[t]] = t;
        }

        int[] Permuted(int[] perCorner)
        {
            int[] result = new int[perCorner.Length];
            for (int t = 0; t < order.Length; t++)
            {
                Array.Copy(perCorner, order[t] * 3, result, t * 3, 3);
            }

            return result;
        }

        Corners = Permuted(Corners);
        Sources = Permuted(Sources);
        _vertices = null;
        Groups = [.. order.Select(t => Groups[t])];
        return [.. Permuted(twin).Select(h => h < 0 ? h : (newIndex[h / 3] * 3) + (h % 3))];
    }

    private static bool IsAscending(ReadOnlySpan<int> values)
    {
        while (values.Length > 1 && values[0] <= values[1])
        {
            values = values[1..];
        }

        return values.Length <= 1;
    }
}
