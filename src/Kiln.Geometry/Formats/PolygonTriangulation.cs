using System.Numerics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats;

/// <summary>
/// Cuts polygons into triangles: a fan when the polygon is convex, ear clipping in the plane of its Newell normal when it is not.
/// Always n − 2 triangles with the polygon's own winding, also for degenerate ones.
/// </summary>
internal sealed class PolygonTriangulation
{
    /// <summary>Most corners of one polygon; the work of ear clipping grows with their square.</summary>
    public const int MaxCorners = 8192;

    private readonly List<int> _triangles = [];
    private double[] _u = [];
    private double[] _v = [];
    private int[] _next = [];
    private int[] _previous = [];

    /// <summary>The triangles as three corner numbers each, valid until the next call.</summary>
    /// <param name="corners">Positions of the corners, in order.</param>
    public ReadOnlySpan<int> Triangulate(ReadOnlySpan<Vector3> corners)
    {
        _triangles.Clear();
        int count = corners.Length;
        if (count > 3 && !Project(corners))
        {
            Clip(count);
        }
        else
        {
            for (int i = 1; i + 1 < count; i++)
            {
                Add(0, i, i + 1);
            }
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_triangles);
    }

    private void Add(int a, int b, int c)
    {
        _triangles.Add(a);
        _triangles.Add(b);
        _triangles.Add(c);
    }

    /// <summary>Lays the polygon into the plane where it turns counter-clockwise. True when it is convex there, or has no area.</summary>
    private bool Project(ReadOnlySpan<Vector3> corners)
    {
        int count = corners.Length;
        if (_u.Length < count)
        {
            _u = new double[count];
            _v = new double[count];
            _next = new int[count];
            _previous = new int[count];
        }

        Vector3d normal = default;
        Vector3d origin = corners[0];
        for (int i = 0; i < count; i++)
        {
            normal += Vector3d.Cross((Vector3d)corners[i] - origin, (Vector3d)corners[i + 1 < count ? i + 1 : 0] - origin);
        }

        if (!(normal.LengthSquared > 0))
        {
            return true;
        }

        normal = normal.Normalized();
        Vector3d smallest = Math.Abs(normal.X) <= Math.Abs(normal.Y) && Math.Abs(normal.X) <= Math.Abs(normal.Z) ? new(1, 0, 0)
            : Math.Abs(normal.Y) <= Math.Abs(normal.Z) ? new(0, 1, 0)
            : new(0, 0, 1);
        Vector3d uAxis = Vector3d.Cross(smallest, normal).Normalized();
        Vector3d vAxis = Vector3d.Cross(normal, uAxis);
        for (int i = 0; i < count; i++)
        {
            Vector3d offset = (Vector3d)corners[i] - origin;
            _u[i] = Vector3d.Dot(offset, uAxis);
            _v[i] = Vector3d.Dot(offset, vAxis);
        }

        for (int i = 0; i < count; i++)
        {
            if (Turn(i, (i + 1) % count, (i + 2) % count) < 0)
            {
                return false;
            }
        }

        return TurnsOnce(count);
    }

    /// <summary>A star polygon turns left everywhere too, but more than once around: its direction along U changes more than twice.</summary>
    private bool TurnsOnce(int count)
    {
        int changes = 0;
        int last = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            changes = 0;
            for (int i = 0; i < count; i++)
            {
                int sign = Math.Sign(_u[i + 1 < count ? i + 1 : 0] - _u[i]);
                if (sign != 0)
                {
                    changes += sign != last ? 1 : 0;
                    last = sign;
                }
            }
        }

        return changes <= 2;
    }

    private void Clip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _next[i] = i + 1 < count ? i + 1 : 0;
            _previous[i] = i > 0 ? i - 1 : count - 1;
        }

        int left = count;
        int corner = 0;
        int tried = 0;
        while (left > 3)
        {
            // When a whole round finds no ear the polygon crosses itself; any corner must then do.
            if (tried >= left || IsEar(corner))
            {
                Add(_previous[corner], corner, _next[corner]);
                _next[_previous[corner]] = _next[corner];
                _previous[_next[corner]] = _previous[corner];
                left--;
                tried = 0;
                corner = _previous[corner];
            }
            else
            {
                tried++;
                corner = _next[corner];
            }
        }

        Add(_previous[corner], corner, _next[corner]);
    }

    private bool IsEar(int corner)
    {
        int a = _previous[corner];
        int c = _next[corner];
        if (Turn(a, corner, c) <= 0)
        {
            return false;
        }

        for (int other = _next[c]; other != a; other = _next[other])
        {
            if (Turn(a, corner, other) >= 0 && Turn(corner, c, other) >= 0 && Turn(c, a, other) >= 0
                && !SamePlace(other, a) && !SamePlace(other, corner) && !SamePlace(other, c))
            {
                return false;
            }
        }

        return true;
    }

    private bool SamePlace(int a, int b) => _u[a] == _u[b] && _v[a] == _v[b];

    private double Turn(int a, int b, int c) =>
        ((_u[b] - _u[a]) * (_v[c] - _v[a])) - ((_v[b] - _v[a]) * (_u[c] - _u[a]));
}
