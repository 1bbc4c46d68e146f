using System.Numerics;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Polygons;

namespace Kiln.Geometry.Formats;

/// <summary>
/// Cuts a file's polygons into triangles: a fan when the polygon is convex, ear clipping in the plane of its Newell normal when not.
/// Always n − 2 triangles with the polygon's own winding, also for degenerate ones.
/// </summary>
internal sealed class FaceTriangulation
{
    /// <summary>Most corners of one polygon.</summary>
    public const int MaxCorners = 8192;

    /// <summary>
    /// The work of ear clipping grows with the square of the corners, so a file of large polygons could hold a reader for minutes.
    /// Each corner earns work for many more than a polygon of a real file has; beyond, cuts are no longer tried for overlaps.
    /// </summary>
    private const long PointTestsPerCorner = 1000;

    private readonly List<int> _triangles = [];
    private long _pointTests = 200_000_000;
    private (int Corner, double U, double V)[] _outline = [];

    /// <summary>The triangles as three corner numbers each, valid until the next call.</summary>
    /// <param name="corners">Positions of the corners, in order.</param>
    public ReadOnlySpan<int> Triangulate(ReadOnlySpan<Vector3> corners)
    {
        _triangles.Clear();
        int count = corners.Length;
        if (count > 3 && !Project(corners))
        {
            _pointTests += PointTestsPerCorner * count;
            _pointTests -= PolygonTriangulation.Append(_outline.AsSpan(0, count), [], _triangles, _pointTests);
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
        if (_outline.Length < count)
        {
            _outline = new (int, double, double)[count];
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
            _outline[i] = (i, Vector3d.Dot(offset, uAxis), Vector3d.Dot(offset, vAxis));
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
                int sign = Math.Sign(_outline[i + 1 < count ? i + 1 : 0].U - _outline[i].U);
                if (sign != 0)
                {
                    changes += sign != last ? 1 : 0;
                    last = sign;
                }
            }
        }

        return changes <= 2;
    }

    private double Turn(int a, int b, int c) =>
        ((_outline[b].U - _outline[a].U) * (_outline[c].V - _outline[a].V))
        - ((_outline[b].V - _outline[a].V) * (_outline[c].U - _outline[a].U));
}
