using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>Rays against the triangles of a surface, through a tree of boxes.</summary>
internal sealed class TriangleRays
{
    private readonly Vector3d[] _points;
    private readonly int[] _corners;
    private readonly BoxTree _tree;

    public TriangleRays(Vector3d[] points, int[] corners, CancellationToken cancellationToken = default)
    {
        _points = points;
        _corners = corners;
        var boxes = new Bounds3d[corners.Length / 3];
        for (int t = 0; t < boxes.Length; t++)
        {
            Vector3d a = points[corners[t * 3]];
            Vector3d b = points[corners[(t * 3) + 1]];
            Vector3d c = points[corners[(t * 3) + 2]];
            boxes[t] = new(Vector3d.Min(a, Vector3d.Min(b, c)), Vector3d.Max(a, Vector3d.Max(b, c)));
        }

        _tree = BoxTree.Build(boxes, cancellationToken);
    }

    /// <summary>Whether anything but the given triangle is hit.</summary>
    public bool HitsAny(Vector3d origin, Vector3d direction, int exceptTriangle) => Walk(origin, direction, exceptTriangle, null);

    /// <summary>Appends every triangle that is hit, but the given one, in no particular order.</summary>
    public void CollectHits(Vector3d origin, Vector3d direction, int exceptTriangle, List<int> hits) =>
        Walk(origin, direction, exceptTriangle, hits);

    /// <summary>Where along a segment the surface is met: shares from 0 to 1 of the way, unordered.</summary>
    public void CollectCrossings(Vector3d from, Vector3d to, List<int> hits, List<double> shares)
    {
        hits.Clear();
        shares.Clear();
        Vector3d way = to - from;
        Walk(from, way, -1, hits);
        foreach (int triangle in hits)
        {
            Vector3d a = _points[_corners[triangle * 3]];
            Vector3d normal = Vector3d.Cross(_points[_corners[(triangle * 3) + 1]] - a, _points[_corners[(triangle * 3) + 2]] - a);
            double share = Vector3d.Dot(normal, a - from) / Vector3d.Dot(normal, way);
            if (share <= 1)
            {
                shares.Add(share);
            }
        }
    }

    private bool Walk(Vector3d origin, Vector3d direction, int exceptTriangle, List<int>? hits)
    {
        if (_tree.Nodes.Length == 0)
        {
            return false;
        }

        var inverse = new Vector3d(1 / direction.X, 1 / direction.Y, 1 / direction.Z);
        Span<int> stack = stackalloc int[64];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0)
        {
            int index = stack[--depth];
            ref readonly BoxTree.Node node = ref _tree.Nodes[index];
            if (!Crosses(node.Bounds, origin, inverse))
            {
                continue;
            }

            if (!node.IsLeaf)
            {
                stack[depth++] = node.Right;
                stack[depth++] = index + 1;
                continue;
            }

            for (int i = node.Start; i < node.Start + node.Count; i++)
            {
                int triangle = _tree.Items[i];
                if (triangle != exceptTriangle && Hits(triangle, origin, direction))
                {
                    if (hits is null)
                    {
                        return true;
                    }

                    hits.Add(triangle);
                }
            }
        }

        return false;
    }

    // The slab test; the comparisons are false for NaN (a ray within a slab's plane), which then counts as crossing.
    private static bool Crosses(in Bounds3d box, Vector3d origin, Vector3d inverse)
    {
        double near = 0;
        double far = double.PositiveInfinity;
        Slab(box.Min.X, box.Max.X, origin.X, inverse.X, ref near, ref far);
        Slab(box.Min.Y, box.Max.Y, origin.Y, inverse.Y, ref near, ref far);
        Slab(box.Min.Z, box.Max.Z, origin.Z, inverse.Z, ref near, ref far);
        return near <= far;
    }

    private static void Slab(double min, double max, double origin, double inverse, ref double near, ref double far)
    {
        double a = (min - origin) * inverse;
        double b = (max - origin) * inverse;
        double enter = a < b ? a : b;
        double leave = a < b ? b : a;
        near = enter > near ? enter : near;
        far = leave < far ? leave : far;
    }

    // T. Möller and B. Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection", 1997.
    private bool Hits(int triangle, Vector3d origin, Vector3d direction)
    {
        Vector3d a = _points[_corners[triangle * 3]];
        Vector3d ab = _points[_corners[(triangle * 3) + 1]] - a;
        Vector3d ac = _points[_corners[(triangle * 3) + 2]] - a;
        Vector3d p = Vector3d.Cross(direction, ac);
        double determinant = Vector3d.Dot(ab, p);
        if (determinant == 0)
        {
            return false;
        }

        double scale = 1 / determinant;
        Vector3d s = origin - a;
        double u = Vector3d.Dot(s, p) * scale;
        if (!(u is >= 0 and <= 1))
        {
            return false;
        }

        Vector3d q = Vector3d.Cross(s, ab);
        double v = Vector3d.Dot(direction, q) * scale;
        return v >= 0 && u + v <= 1 && Vector3d.Dot(ac, q) * scale > 0;
    }
}
