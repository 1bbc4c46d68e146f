using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Carries out planned collapses on one state of the connectivity. A place takes part in one collapse at most, as either end, so that its
/// spokes, seen through the collapses done so far, are always the true ones.
/// </summary>
internal sealed class CollapsePass
{
    private const double SmallestTurnCosine = 0.2;
    private const double FlatCost = 1e-14;

    // Squares of the height of a triangle over its length: below the first it is not to be made, below the second it has no direction.
    private const double SliverShare = 1e-6;
    private const double NoiseShare = 1e-12;
    private const int MaximumValence = 512;

    private readonly WorkingMesh _mesh;
    private readonly SpokeTable _spokes;
    private readonly VertexKinds _kinds;
    private readonly Quadric[] _quadrics;
    private readonly WedgeMap _wedgeMap;
    private readonly bool[] _taken;
    private readonly int[] _mark;
    private int _stamp;

    public CollapsePass(WorkingMesh mesh, SpokeTable spokes, VertexKinds kinds, Quadric[] quadrics, WedgeMap wedgeMap)
    {
        _mesh = mesh;
        _spokes = spokes;
        _kinds = kinds;
        _quadrics = quadrics;
        _wedgeMap = wedgeMap;
        _taken = new bool[mesh.Places.Length];
        _mark = new int[mesh.Places.Length];
        PlaceTarget = new int[mesh.Places.Length];
    }

    /// <summary>Where each place went in the last pass; itself when it stayed.</summary>
    public int[] PlaceTarget { get; }

    /// <summary>Where each wedge went in the last pass.</summary>
    public int[] WedgeTarget => _wedgeMap.Target;

    /// <summary>Largest cost of any collapse so far.</summary>
    public double LargestCost { get; private set; }

    /// <summary>Collapses in the given order until enough triangles are gone or the rest costs more than the limit.</summary>
    /// <returns>The number of triangles removed.</returns>
    public int Run(ReadOnlySpan<Collapse> plan, int trianglesToRemove, float keyLimit)
    {
        int places = _mesh.PlaceCount;
        _taken.AsSpan(0, places).Clear();
        for (int place = 0; place < places; place++)
        {
            PlaceTarget[place] = place;
        }

        _wedgeMap.Reset();
        int removed = 0;
        foreach (ref readonly Collapse collapse in plan)
        {
            if (removed >= trianglesToRemove || collapse.Key > keyLimit)
            {
                break;
            }

            if (!_taken[collapse.From] && !_taken[collapse.To])
            {
                removed += TryCollapse(collapse.From, collapse.To);
            }
        }

        return removed;
    }

    private int TryCollapse(int from, int to)
    {
        ReadOnlySpan<SpokeTable.Spoke> fromSpokes = _spokes.Around(from);
        ReadOnlySpan<SpokeTable.Spoke> toSpokes = _spokes.Around(to);
        if (fromSpokes.Length + toSpokes.Length > MaximumValence)
        {
            return 0;
        }

        int shared = SharedTriangles(from, to, fromSpokes, toSpokes);
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
        bool Fits(Vector3d candidate, ReadOnlySpan<SpokeTable.Spoke> fromRing, ReadOnlySpan<SpokeTable.Spoke> toRing) =>
            (candidate == fromPlace || !TurnsOver(fromRing, fromPlace, candidate, to)) &&
            (candidate == toPlace || !TurnsOver(toRing, toPlace, candidate, from));

        if (!Fits(place, fromSpokes, toSpokes))
        {
            // Where the surface is flat or straight many places cost the same: one of the ends may do without folding.
            double accepted = (2 * cost) + FlatCost;
            Vector3d best = place;
            place = best != toPlace && sum.Cost(toPlace) <= accepted && Fits(toPlace, fromSpokes, toSpokes) ? toPlace
                : free && best != fromPlace && sum.Cost(fromPlace) <= accepted && Fits(fromPlace, fromSpokes, toSpokes) ? fromPlace
                : best;
            if (place == best)
            {
                return 0;
            }

            cost = sum.Cost(place);
        }

        if (_mesh.HasSeams && !_wedgeMap.TryMap(from, to))
        {
            return 0;
        }

        _wedgeMap.Merge(from, to);
        if (free)
        {
            _wedgeMap.Fit(from, to, place);
            _mesh.Places[to] = place;
        }

        _quadrics[to] = sum;
        PlaceTarget[from] = to;
        _taken[from] = true;
        _taken[to] = true;
        LargestCost = Math.Max(LargestCost, cost);
        return shared;
    }

    // The link condition (T. Dey and others, "Topology preserving edge contraction", 1999): the places that both ends neighbour must be
    // just the far corners of the triangles between them, and no triangle may come to lie on another.
    // Returns the number of triangles that vanish, or 0 when the collapse would change the topology.
    private int SharedTriangles(
        int from, int to, ReadOnlySpan<SpokeTable.Spoke> fromSpokes, ReadOnlySpan<SpokeTable.Spoke> toSpokes)
    {
        int[] target = PlaceTarget;
        int[] mark = _mark;
        _stamp += 2;
        int neighbour = _stamp;
        int counted = _stamp + 1;
        foreach (SpokeTable.Spoke spoke in toSpokes)
        {
            int next = target[spoke.Next];
            int previous = target[spoke.Previous];
            if (next != previous)
            {
                mark[next] = neighbour;
                mark[previous] = neighbour;
            }
        }

        if (mark[from] != neighbour)
        {
            return 0;
        }

        int shared = 0;
        int common = 0;
        foreach (SpokeTable.Spoke spoke in fromSpokes)
        {
            int next = target[spoke.Next];
            int previous = target[spoke.Previous];
            if (next == previous)
            {
                continue;
            }

            if (next == to || previous == to)
            {
                shared++;
            }
            else if (mark[next] >= neighbour && mark[previous] >= neighbour && HasTriangle(toSpokes, next, previous))
            {
                return 0;
            }

            if (mark[next] == neighbour)
            {
                mark[next] = counted;
                common++;
            }

            if (mark[previous] == neighbour)
            {
                mark[previous] = counted;
                common++;
            }
        }

        return common == shared ? shared : 0;
    }

    private bool HasTriangle(ReadOnlySpan<SpokeTable.Spoke> spokes, int a, int b)
    {
        foreach (SpokeTable.Spoke spoke in spokes)
        {
            int next = PlaceTarget[spoke.Next];
            int previous = PlaceTarget[spoke.Previous];
            if ((next == a && previous == b) || (next == b && previous == a))
            {
                return true;
            }
        }

        return false;
    }

    private bool TurnsOver(ReadOnlySpan<SpokeTable.Spoke> spokes, Vector3d before, Vector3d after, int otherEnd)
    {
        int[] target = PlaceTarget;
        Vector3d[] places = _mesh.Places;
        foreach (SpokeTable.Spoke spoke in spokes)
        {
            int next = target[spoke.Next];
            int previous = target[spoke.Previous];
            if (next == previous || next == otherEnd || previous == otherEnd)
            {
                continue;
            }

            Vector3d n = places[next];
            Vector3d side = places[previous] - n;
            Vector3d oldArm = before - n;
            Vector3d newArm = after - n;
            Vector3d old = Vector3d.Cross(side, oldArm);
            Vector3d now = Vector3d.Cross(side, newArm);
            double oldArea = old.LengthSquared;
            double newArea = now.LengthSquared;
            double length = side.LengthSquared;
            double newLength = Math.Max(length, newArm.LengthSquared);
            bool isSliver = newArea <= SliverShare * newLength * newLength;
            if (isSliver && newArea <= oldArea)
            {
                return true;
            }

            // A sliver's normal is noise: it neither turns nor can be judged by.
            double oldLength = Math.Max(length, oldArm.LengthSquared);
            double dot = Vector3d.Dot(old, now);
            const double Share = SmallestTurnCosine * SmallestTurnCosine;
            if ((dot <= 0 || dot * dot <= Share * oldArea * newArea) && oldArea > NoiseShare * oldLength * oldLength)
            {
                return true;
            }
        }

        return false;
    }
}
