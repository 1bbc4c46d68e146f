using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>
/// Distances to the triangles of a surface, by a tree of bounding boxes. Read-only once built, so any number of threads may query it;
/// the same surface always gives the same tree.
/// </summary>
public sealed class TriangleBvh
{
    private readonly Vector3d[] _vertices;
    private readonly int[] _indices;
    private readonly BoxTree _tree;

    /// <summary>Builds the tree; O(n log n).</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="cancellationToken">Abandons the work.</param>
    public TriangleBvh(SurfaceMesh surface, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(surface);
        _vertices = surface.Vertices;
        _indices = surface.Triangles;
        var boxes = new Bounds3d[surface.TriangleCount];
        for (int t = 0; t < boxes.Length; t++)
        {
            (Vector3d a, Vector3d b, Vector3d c) = Corners(t);
            boxes[t] = Bounds3d.Empty.Including(a).Including(b).Including(c);
        }

        _tree = BoxTree.Build(boxes, cancellationToken);
    }

    /// <summary>
    /// The nearest point of the surface, looked for within a distance; null when none is nearer than that.
    /// </summary>
    /// <param name="query">Any finite point.</param>
    /// <param name="within">The search radius; +∞ for no limit. A good bound makes the search quick.</param>
    public SurfacePoint? Closest(Vector3d query, double within = double.PositiveInfinity)
    {
        BoxTree.Node[] nodes = _tree.Nodes;
        if (nodes.Length == 0)
        {
            return null;
        }

        SurfacePoint? best = null;
        double bestSquared = within * within;
        Span<(int Node, double Squared)> stack = stackalloc (int, double)[64];
        int top = 0;
        stack[top++] = (0, SquaredDistance(nodes[0].Bounds, query));
        while (top > 0)
        {
            (int index, double squared) = stack[--top];
            if (squared >= bestSquared)
            {
                continue;
            }

            ref readonly BoxTree.Node node = ref nodes[index];
            if (node.IsLeaf)
            {
                foreach (int triangle in _tree.Items.AsSpan(node.Start, node.Count))
                {
                    (Vector3d a, Vector3d b, Vector3d c) = Corners(triangle);
                    Vector3d point = ClosestPointOnTriangle.Find(query, a, b, c);
                    double distance = (point - query).LengthSquared;
                    if (distance < bestSquared)
                    {
                        bestSquared = distance;
                        best = new SurfacePoint(point, triangle, Math.Sqrt(distance));
                    }
                }

                continue;
            }

            (int near, int far) = (index + 1, node.Right);
            double nearSquared = SquaredDistance(nodes[near].Bounds, query);
            double farSquared = SquaredDistance(nodes[far].Bounds, query);
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
        BoxTree.Node[] nodes = _tree.Nodes;
        if (nodes.Length == 0)
        {
            return false;
        }

        double limit = radius * radius;
        Span<int> stack = stackalloc int[64];
        int top = 0;
        stack[top++] = 0;
        while (top > 0)
        {
            int index = stack[--top];
            ref readonly BoxTree.Node node = ref nodes[index];
            if (SquaredDistance(node.Bounds, query) >= limit)
            {
                continue;
            }

            if (!node.IsLeaf)
            {
                bool rightNearer = SquaredDistance(nodes[node.Right].Bounds, query) < SquaredDistance(nodes[index + 1].Bounds, query);
                stack[top++] = rightNearer ? index + 1 : node.Right;
                stack[top++] = rightNearer ? node.Right : index + 1;
                continue;
            }

            foreach (int triangle in _tree.Items.AsSpan(node.Start, node.Count))
            {
                (Vector3d a, Vector3d b, Vector3d c) = Corners(triangle);
                if ((ClosestPointOnTriangle.Find(query, a, b, c) - query).LengthSquared < limit)
                {
                    return true;
                }
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
}
