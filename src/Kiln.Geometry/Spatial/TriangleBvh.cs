using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>
/// A tree of bounding boxes over the triangles of a surface. Read-only once built, so any number of threads may query it; the same
/// surface always gives the same tree.
/// </summary>
public sealed class TriangleBvh
{
    private const int LeafSize = 4;

    private readonly Vector3d[] _vertices;
    private readonly int[] _indices;
    private readonly int[] _order;
    private readonly List<BvhNode> _nodes;

    /// <summary>Builds the tree; O(n log n).</summary>
    public TriangleBvh(SurfaceMesh surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        _vertices = surface.Vertices;
        _indices = surface.Triangles;
        int count = surface.TriangleCount;
        _order = new int[count];
        _nodes = new List<BvhNode>(Math.Max(1, count));
        var centers = new Vector3d[count];
        for (int t = 0; t < count; t++)
        {
            _order[t] = t;
            (Vector3d a, Vector3d b, Vector3d c) = Corners(t);
            centers[t] = (Vector3d.Min(a, Vector3d.Min(b, c)) + Vector3d.Max(a, Vector3d.Max(b, c))) * 0.5;
        }

        if (count > 0)
        {
            Build(0, count, centers);
        }
    }

    /// <summary>The nodes, root first; a node's first child follows it at once.</summary>
    internal IReadOnlyList<BvhNode> Nodes => _nodes;

    /// <summary>Triangle indices in leaf order: a leaf holds a run of these.</summary>
    internal ReadOnlySpan<int> LeafOrder => _order;

    /// <summary>
    /// The nearest point of the surface, looked for within a distance; null when none is nearer than that.
    /// </summary>
    /// <param name="query">Any finite point.</param>
    /// <param name="within">The search radius; +∞ for no limit. A good bound makes the search quick.</param>
    public SurfacePoint? Closest(Vector3d query, double within = double.PositiveInfinity)
    {
        if (_nodes.Count == 0)
        {
            return null;
        }

        SurfacePoint? best = null;
        double bestSquared = within * within;
        Span<(int Node, double Squared)> stack = stackalloc (int, double)[64];
        int top = 0;
        stack[top++] = (0, SquaredDistance(_nodes[0].Bounds, query));
        while (top > 0)
        {
            (int index, double squared) = stack[--top];
            if (squared >= bestSquared)
            {
                continue;
            }

            BvhNode node = _nodes[index];
            if (node.Count > 0)
            {
                for (int i = node.First; i < node.First + node.Count; i++)
                {
                    (Vector3d a, Vector3d b, Vector3d c) = Corners(_order[i]);
                    Vector3d point = ClosestPointOnTriangle.Find(query, a, b, c);
                    double distance = (point - query).LengthSquared;
                    if (distance < bestSquared)
                    {
                        bestSquared = distance;
                        best = new SurfacePoint(point, _order[i], Math.Sqrt(distance));
                    }
                }

                continue;
            }

            (int near, int far) = (index + 1, node.First);
            double nearSquared = SquaredDistance(_nodes[near].Bounds, query);
            double farSquared = SquaredDistance(_nodes[far].Bounds, query);
            if (farSquared < nearSquared)
            {
                (near, far, nearSquared, farSquared) = (far, near, farSquared, nearSquared);
            }

            stack[top++] = (far, farSquared);
            stack[top++] = (near, nearSquared);
        }

        return best;
    }

    /// <summary>True when some point of the surface is nearer than the radius; quicker than finding the nearest.</summary>
    internal bool IsWithin(Vector3d query, double radius)
    {
        if (_nodes.Count == 0)
        {
            return false;
        }

        double limit = radius * radius;
        Span<int> stack = stackalloc int[64];
        int top = 0;
        stack[top++] = 0;
        while (top > 0)
        {
            BvhNode node = _nodes[stack[--top]];
            if (SquaredDistance(node.Bounds, query) >= limit)
            {
                continue;
            }

            for (int i = node.First; i < node.First + node.Count; i++)
            {
                (Vector3d a, Vector3d b, Vector3d c) = Corners(_order[i]);
                if ((ClosestPointOnTriangle.Find(query, a, b, c) - query).LengthSquared < limit)
                {
                    return true;
                }
            }

            if (node.Count == 0)
            {
                int self = stack[top];
                bool secondNearer = SquaredDistance(_nodes[node.First].Bounds, query) < SquaredDistance(_nodes[self + 1].Bounds, query);
                stack[top++] = secondNearer ? self + 1 : node.First;
                stack[top++] = secondNearer ? node.First : self + 1;
            }
        }

        return false;
    }

    private static double SquaredDistance(Bounds3d box, Vector3d p)
    {
        double x = Math.Max(0, Math.Max(box.Min.X - p.X, p.X - box.Max.X));
        double y = Math.Max(0, Math.Max(box.Min.Y - p.Y, p.Y - box.Max.Y));
        double z = Math.Max(0, Math.Max(box.Min.Z - p.Z, p.Z - box.Max.Z));
        return (x * x) + (y * y) + (z * z);
    }

    private (Vector3d A, Vector3d B, Vector3d C) Corners(int triangle) =>
        (_vertices[_indices[3 * triangle]], _vertices[_indices[(3 * triangle) + 1]], _vertices[_indices[(3 * triangle) + 2]]);

    private void Build(int start, int end, Vector3d[] centers)
    {
        Bounds3d bounds = Bounds3d.Empty;
        Bounds3d spread = Bounds3d.Empty;
        for (int i = start; i < end; i++)
        {
            (Vector3d a, Vector3d b, Vector3d c) = Corners(_order[i]);
            bounds = bounds.Including(a).Including(b).Including(c);
            spread = spread.Including(centers[_order[i]]);
        }

        int self = _nodes.Count;
        if (end - start <= LeafSize)
        {
            _nodes.Add(new BvhNode(bounds, start, end - start));
            return;
        }

        _nodes.Add(default);
        int middle = Partition(start, end, spread, centers);
        Build(start, middle, centers);
        int second = _nodes.Count;
        Build(middle, end, centers);
        _nodes[self] = new BvhNode(bounds, second, 0);
    }

    // Splits at the middle of the centres' longest side. A side with under a quarter of the triangles is widened to a quarter, in
    // the present order, which bounds the depth of the tree and so the query's stack.
    private int Partition(int start, int end, Bounds3d spread, Vector3d[] centers)
    {
        Vector3d size = spread.Size;
        Vector3d axis = size.X >= size.Y && size.X >= size.Z ? new(1, 0, 0) : size.Y >= size.Z ? new(0, 1, 0) : new(0, 0, 1);
        double cut = Vector3d.Dot(axis, spread.Center);
        int middle = start;
        for (int i = start; i < end; i++)
        {
            if (Vector3d.Dot(axis, centers[_order[i]]) < cut)
            {
                (_order[i], _order[middle]) = (_order[middle], _order[i]);
                middle++;
            }
        }

        int least = Math.Max(1, (end - start) / 4);
        return Math.Clamp(middle, start + least, end - least);
    }
}
