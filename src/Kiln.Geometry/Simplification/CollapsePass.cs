using System.Runtime.CompilerServices;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Carries out planned collapses on one state of the connectivity. A place takes part in one collapse at most, as either end, so that its
/// spokes, seen through the collapses done so far, are always the true ones.
/// </summary>
internal sealed class CollapsePass
{
    private const double FlatCost = 1e-14;
    private const int MaximumValence = 512;

    // Collapses whose data is on its way at a time: enough to hide how long that takes, few enough to stay in the nearest cache.
    private const int Ahead = 16;

    private readonly WorkingMesh _mesh;
    private readonly SpokeTable _spokes;
    private readonly VertexKinds _kinds;
    private readonly Quadric[] _quadrics;
    private readonly WedgeMap _wedgeMap;
    private readonly int[] _placeTarget;
    private readonly bool[] _taken;
    private readonly CollapseRings _rings;

    public CollapsePass(WorkingMesh mesh, SpokeTable spokes, VertexKinds kinds, Quadric[] quadrics, WedgeMap wedgeMap)
    {
        _mesh = mesh;
        _spokes = spokes;
        _kinds = kinds;
        _quadrics = quadrics;
        _wedgeMap = wedgeMap;
        _taken = new bool[mesh.Places.Length];
        _rings = new(mesh.Places.Length, MaximumValence);
        _placeTarget = new int[mesh.Places.Length];
    }

    /// <summary>Where each place went in the last pass; itself when it stayed.</summary>
    public ReadOnlySpan<int> PlaceTarget => _placeTarget;

    /// <summary>Where each wedge went in the last pass.</summary>
    public ReadOnlySpan<int> WedgeTarget => _wedgeMap.Target;

    /// <summary>Largest cost of any collapse so far.</summary>
    public double LargestCost { get; private set; }

    /// <summary>Collapses in the given order until enough triangles are gone or none is left.</summary>
    /// <returns>The number of triangles removed.</returns>
    public int Run(ReadOnlySpan<Collapse> plan, int trianglesToRemove)
    {
        int places = _mesh.PlaceCount;
        _taken.AsSpan(0, places).Clear();
        for (int place = 0; place < places; place++)
        {
            _placeTarget[place] = place;
        }

        _rings.Reset(_mesh.Places.AsSpan(0, places));
        int removed = 0;
        for (int i = 0; i < plan.Length && removed < trianglesToRemove; i++)
        {
            if (i + Ahead < plan.Length)
            {
                Prefetch(plan[i + Ahead]);
            }

            (int from, int to, _) = plan[i];
            if (!_taken[from] && !_taken[to])
            {
                removed += TryCollapse(from, to);
            }
        }

        return removed;
    }

    // What a collapse reads lies anywhere in memory, and waiting for it would be most of its time.
    private void Prefetch(in Collapse collapse)
    {
        if (!_taken[collapse.From] && !_taken[collapse.To])
        {
            _spokes.Prefetch(collapse.From);
            _spokes.Prefetch(collapse.To);
            CacheHint.Prefetch(ref _quadrics[collapse.From], Unsafe.SizeOf<Quadric>());
            CacheHint.Prefetch(ref _quadrics[collapse.To], Unsafe.SizeOf<Quadric>());
            _wedgeMap.Prefetch(collapse.From);
            _wedgeMap.Prefetch(collapse.To);
        }
    }

    private int TryCollapse(int from, int to)
    {
        ReadOnlySpan<SpokeTable.Spoke> fromSpokes = _spokes.Around(from);
        ReadOnlySpan<SpokeTable.Spoke> toSpokes = _spokes.Around(to);
        if (fromSpokes.Length + toSpokes.Length > MaximumValence)
        {
            return 0;
        }

        int shared = _rings.Gather(from, to, fromSpokes, toSpokes);
        if (shared == 0)
        {
            return 0;
        }

        bool free = _kinds[from] == VertexKind.Interior && _kinds[to] == VertexKind.Interior;
        Quadric sum = _quadrics[to];
        sum.Add(in _quadrics[from]);
        Vector3d fromPlace = _mesh.Places[from];
        Vector3d toPlace = _mesh.Places[to];
        double cost = CollapsePlanner.Placement(in sum, fromPlace, toPlace, free, out Vector3d place);
        if (!_rings.Fit(fromPlace, toPlace, place))
        {
            // Where the surface is flat or straight many places cost the same: one of the ends may do without folding.
            double accepted = (2 * cost) + FlatCost;
            if (place != toPlace && sum.Cost(toPlace) <= accepted && _rings.Fit(fromPlace, toPlace, toPlace))
            {
                place = toPlace;
            }
            else if (free && place != fromPlace && sum.Cost(fromPlace) <= accepted && _rings.Fit(fromPlace, toPlace, fromPlace))
            {
                place = fromPlace;
            }
            else
            {
                return 0;
            }

            cost = sum.Cost(place);
        }

        if (free)
        {
            _wedgeMap.MergeInterior(from, to, place);
            _mesh.Places[to] = place;
        }
        else if (!_wedgeMap.TryMerge(from, to))
        {
            return 0;
        }

        _rings.Collapse(from, to, place);
        _quadrics[to] = sum;
        _placeTarget[from] = to;
        _taken[from] = true;
        _taken[to] = true;
        LargestCost = Math.Max(LargestCost, cost);
        return shared;
    }
}
