using System.Runtime.InteropServices;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Estimates many parallel cuts in one pass over a solid. Each triangle is sliced at the planes it crosses, and every slab between two
/// planes collects its points; hulls grown slab by slab from either end then give each plane's two sides. The two sides' own volumes
/// always add up to the solid's, so only their hulls need computing. A workspace: not for two threads at once.
/// </summary>
internal sealed class CutSweep(WorkBudget budget)
{
    /// <summary>
    /// How far points may stay outside a hull, as a part of the solid's diagonal: a sphere then lacks about a hundredth of its volume,
    /// alike for all candidates compared; a bent plate or a prism lacks next to nothing.
    /// </summary>
    public const double Fine = 2e-3;

    /// <summary>The same for estimates of which many are needed: for looking ahead.</summary>
    public const double Coarse = 5e-3;

    // Times the solid's diagonal; far below what an estimate can tell apart, and above what rounding does.
    private const double Epsilon = 1e-10;

    private readonly GrowingHull _hull = new();
    private readonly List<List<Vector3d>> _slabs = [];
    private double[] _hullsBelow = [];
    private Vector3d[] _points = [];
    private int[] _firstSlab = [];
    private int[] _lastSlab = [];

    /// <summary>The volume of a solid's hull, by the same measure as the estimates.</summary>
    public double HullVolume(Solid solid)
    {
        Reset(solid, slabs: 1);
        Vector3d center = solid.Bounds.Center;
        foreach (Vector3d vertex in solid.Vertices)
        {
            _slabs[0].Add(vertex - center);
        }

        Begin(solid, Fine);
        return Grow(_slabs[0]);
    }

    /// <summary>Adds an estimate for each plane that has something on both sides.</summary>
    /// <param name="solid">What would be cut.</param>
    /// <param name="normal">The planes' unit normal.</param>
    /// <param name="offsets">The planes' offsets, rising.</param>
    /// <param name="tolerance">Vertices this near to a plane count as lying in it.</param>
    /// <param name="stride">Only every so many-th vertex and triangle is looked at; 1 for all.</param>
    /// <param name="fineness"><see cref="Fine"/> or <see cref="Coarse"/>.</param>
    /// <param name="estimates">Receives the estimates.</param>
    public void Estimate(
        Solid solid, Vector3d normal, ReadOnlySpan<double> offsets, double tolerance, int stride, double fineness, List<CutEstimate> estimates)
    {
        Vector3d center = solid.Bounds.Center;
        double shift = Vector3d.Dot(normal, center);
        Span<double> planes = stackalloc double[offsets.Length];
        for (int k = 0; k < planes.Length; k++)
        {
            planes[k] = offsets[k] - shift;
        }

        budget.Spend(solid.Triangles.Length / (3 * stride));
        Reset(solid, offsets.Length + 1);
        LoadVertices(solid, normal, center, planes, tolerance, stride);
        for (int t = 0; t < solid.Triangles.Length; t += 3 * stride)
        {
            AddTriangle(solid.Triangles[t], solid.Triangles[t + 1], solid.Triangles[t + 2], planes);
        }

        Begin(solid, fineness);
        for (int k = 0; k < offsets.Length; k++)
        {
            _hullsBelow[k] = Grow(_slabs[k]);
        }

        int first = estimates.Count;
        Begin(solid, fineness);
        double total = solid.Volume;
        for (int k = offsets.Length - 1; k >= 0; k--)
        {
            double above = Grow(_slabs[k + 1]);
            if (above > 0 && _hullsBelow[k] > 0)
            {
                estimates.Add(new CutEstimate(new CutPlane(normal, offsets[k]), above + _hullsBelow[k] - total));
            }
        }

        estimates.Reverse(first, estimates.Count - first);
    }

    private void Begin(Solid solid, double fineness)
    {
        double diagonal = solid.Bounds.Diagonal;
        _hull.Begin(fineness * diagonal, Epsilon * diagonal);
    }

    // The hull so far stands for the slabs it was made of, so each slab is looked at once from either end.
    private double Grow(List<Vector3d> slab)
    {
        budget.Spend(slab.Count);
        return _hull.Grow(CollectionsMarshal.AsSpan(slab));
    }

    private void Reset(Solid solid, int slabs)
    {
        while (_slabs.Count < slabs)
        {
            _slabs.Add([]);
        }

        for (int k = 0; k < slabs; k++)
        {
            _slabs[k].Clear();
        }

        if (_hullsBelow.Length < slabs)
        {
            _hullsBelow = new double[slabs];
        }

        if (_points.Length < solid.Vertices.Length)
        {
            _points = new Vector3d[solid.Vertices.Length];
            _firstSlab = new int[solid.Vertices.Length];
            _lastSlab = new int[solid.Vertices.Length];
        }
    }

    // Points are held in a frame whose X runs along the normal.
    private void LoadVertices(
        Solid solid, Vector3d normal, Vector3d center, ReadOnlySpan<double> planes, double tolerance, int stride)
    {
        Vector3d other = Math.Abs(normal.X) < 0.6 ? new Vector3d(1, 0, 0) : new Vector3d(0, 1, 0);
        Vector3d u = Vector3d.Cross(normal, other).Normalized();
        Vector3d v = Vector3d.Cross(normal, u);
        for (int i = 0; i < solid.Vertices.Length; i++)
        {
            Vector3d relative = solid.Vertices[i] - center;
            var point = new Vector3d(Vector3d.Dot(normal, relative), Vector3d.Dot(u, relative), Vector3d.Dot(v, relative));
            _points[i] = point;
            int first = 0;
            while (first < planes.Length && planes[first] < point.X - tolerance)
            {
                first++;
            }

            // On a plane a vertex belongs to the slabs on both sides.
            bool onPlane = first < planes.Length && planes[first] <= point.X + tolerance;
            _firstSlab[i] = first;
            _lastSlab[i] = onPlane ? first + 1 : first;
            if (i % stride != 0)
            {
                continue;
            }

            _slabs[first].Add(point);
            if (onPlane)
            {
                _slabs[first + 1].Add(point);
            }
        }
    }

    private void AddTriangle(int a, int b, int c, ReadOnlySpan<double> planes)
    {
        int slab = Math.Min(_lastSlab[a], Math.Min(_lastSlab[b], _lastSlab[c]));
        int last = Math.Max(_firstSlab[a], Math.Max(_firstSlab[b], _firstSlab[c]));
        if (slab >= last)
        {
            return;
        }

        Span<Vector3d> polygon = stackalloc Vector3d[8];
        Span<Vector3d> above = stackalloc Vector3d[8];
        (polygon[0], polygon[1], polygon[2]) = (_points[a], _points[b], _points[c]);
        int count = 3;
        for (; slab < last; slab++)
        {
            count = KeepAbove(polygon[..count], planes[slab], slab, above);
            above[..count].CopyTo(polygon);
        }
    }

    private int KeepAbove(ReadOnlySpan<Vector3d> polygon, double plane, int slab, Span<Vector3d> above)
    {
        int aboveCount = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            Vector3d p = polygon[i];
            Vector3d q = polygon[(i + 1) % polygon.Length];
            if (p.X >= plane)
            {
                above[aboveCount++] = p;
            }

            if ((p.X < plane && q.X > plane) || (p.X > plane && q.X < plane))
            {
                Vector3d crossing = p + ((q - p) * ((plane - p.X) / (q.X - p.X)));
                above[aboveCount++] = crossing;
                _slabs[slab].Add(crossing);
                _slabs[slab + 1].Add(crossing);
            }
        }

        return aboveCount;
    }
}
