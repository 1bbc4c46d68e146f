using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>The triangles around the two ends of one edge that are still there after its collapse, and whether they allow it.</summary>
internal sealed class CollapseRings
{
    private const double SmallestTurnCosine = 0.2;

    // Squares of the height of a triangle over its length: below the first it is not to be made, below the second it has no direction.
    private const double SliverShare = 1e-6;
    private const double NoiseShare = 1e-12;
    private const int Lanes = 4;

    private readonly Place[] _places;
    private readonly int[] _next;
    private readonly int[] _previous;
    private int _stamp;
    private int _toStart;
    private int _end;

    /// <summary>Makes room for the rings of all edges.</summary>
    /// <param name="places">Largest number of places.</param>
    /// <param name="maximumValence">Largest number of triangles around both ends together.</param>
    public CollapseRings(int places, int maximumValence)
    {
        _places = new Place[places];
        _next = new int[maximumValence + (2 * Lanes)];
        _previous = new int[maximumValence + (2 * Lanes)];
    }

    /// <summary>Starts a pass, in which nothing has moved yet.</summary>
    /// <param name="positions">Where the places are.</param>
    public void Reset(ReadOnlySpan<Vector3d> positions)
    {
        _stamp = 0;
        for (int place = 0; place < positions.Length; place++)
        {
            _places[place] = new() { Position = positions[place], Target = place };
        }
    }

    /// <summary>Collapses an edge: the first end goes into the other, and that one to a position.</summary>
    public void Collapse(int from, int to, Vector3d position)
    {
        _places[from].Target = to;
        _places[to].Position = position;
    }

    /// <summary>
    /// Collects the rings of an edge and judges them by the link condition (T. Dey and others, "Topology preserving edge contraction",
    /// 1999): the places that both ends neighbour must be just the far corners of the triangles between them, and no triangle may come
    /// to lie on another.
    /// </summary>
    /// <param name="from">One end.</param>
    /// <param name="to">The other end.</param>
    /// <param name="fromSpokes">The triangles around the first end before the pass.</param>
    /// <param name="toSpokes">The triangles around the other end before the pass.</param>
    /// <returns>The number of triangles that vanish, or 0 when the collapse would change the topology.</returns>
    public int Gather(int from, int to, ReadOnlySpan<SpokeTable.Spoke> fromSpokes, ReadOnlySpan<SpokeTable.Spoke> toSpokes)
    {
        Span<Place> places = _places;
        int[] ringNext = _next;
        int[] ringPrevious = _previous;
        _stamp += 2;
        int neighbour = _stamp;
        int counted = _stamp + 1;

        // The ring is written past its end and moved on only where an entry counts: which do is no pattern a processor could foresee.
        int end = 0;
        foreach (SpokeTable.Spoke spoke in toSpokes)
        {
            int next = places[spoke.Next].Target;
            int previous = places[spoke.Previous].Target;
            if (next != previous)
            {
                places[next].Mark = neighbour;
                places[previous].Mark = neighbour;
                ringNext[end] = next;
                ringPrevious[end] = previous;
                end += next != from & previous != from ? 1 : 0;
            }
        }

        if (places[from].Mark != neighbour)
        {
            return 0;
        }

        int toEnd = end;
        end = _toStart = Pad(end);
        int shared = 0;
        int common = 0;
        foreach (SpokeTable.Spoke spoke in fromSpokes)
        {
            int next = places[spoke.Next].Target;
            int previous = places[spoke.Previous].Target;
            if (next == previous)
            {
                continue;
            }

            int between = next == to | previous == to ? 1 : 0;
            int markNext = places[next].Mark;
            int markPrevious = places[previous].Mark;
            if (between == 0 & markNext >= neighbour & markPrevious >= neighbour && HasTriangle(toEnd, next, previous))
            {
                return 0;
            }

            shared += between;
            common += markNext == neighbour ? 1 : 0;
            common += markPrevious == neighbour ? 1 : 0;
            places[next].Mark = markNext == neighbour ? counted : markNext;
            places[previous].Mark = markPrevious == neighbour ? counted : markPrevious;
            ringNext[end] = next;
            ringPrevious[end] = previous;
            end += 1 - between;
        }

        _end = Pad(end);

        // A sheet of one triangle has no ring: its collapse would lose a part of the object.
        return common == shared && _end > 0 ? shared : 0;
    }

    /// <summary>Whether no triangle of the rings turns over or becomes a sliver when both ends are moved to a place.</summary>
    public bool Fit(Vector3d from, Vector3d to, Vector3d place) =>
        (place == to || !TurnsOver(0, _toStart, to, place)) && (place == from || !TurnsOver(_toStart, _end, from, place));

    // Up to whole registers with copies of the last entry, which change nothing.
    private int Pad(int end)
    {
        while (end % Lanes != 0)
        {
            _next[end] = _next[end - 1];
            _previous[end] = _previous[end - 1];
            end++;
        }

        return end;
    }

    private bool HasTriangle(int end, int a, int b)
    {
        for (int i = 0; i < end; i++)
        {
            if ((_next[i] == a && _previous[i] == b) || (_next[i] == b && _previous[i] == a))
            {
                return true;
            }
        }

        return false;
    }

    private bool TurnsOver(int start, int end, Vector3d before, Vector3d after)
    {
        var oldPlace = Vector3dx4.Broadcast(before);
        var newPlace = Vector3dx4.Broadcast(after);
        for (int i = start; i < end; i += Lanes)
        {
            ReadOnlySpan<int> next = _next.AsSpan(i, Lanes);
            ReadOnlySpan<int> previous = _previous.AsSpan(i, Lanes);
            Vector3dx4 n = Load(next);
            Vector3dx4 side = Load(previous) - n;
            Vector3dx4 oldArm = oldPlace - n;
            Vector3dx4 newArm = newPlace - n;
            Vector3dx4 old = Vector3dx4.Cross(side, oldArm);
            Vector3dx4 now = Vector3dx4.Cross(side, newArm);
            Vector256<double> oldArea = old.LengthSquared;
            Vector256<double> newArea = now.LengthSquared;
            Vector256<double> length = side.LengthSquared;
            Vector256<double> newLength = Vector256.Max(length, newArm.LengthSquared);
            Vector256<double> becomesSliver =
                Vector256.LessThanOrEqual(newArea, Vector256.Create(SliverShare) * newLength * newLength) &
                Vector256.LessThanOrEqual(newArea, oldArea);

            // A sliver's normal is noise: it neither turns nor can be judged by.
            Vector256<double> oldLength = Vector256.Max(length, oldArm.LengthSquared);
            Vector256<double> dot = Vector3dx4.Dot(old, now);
            Vector256<double> turns =
                Vector256.LessThanOrEqual(dot, Vector256<double>.Zero) |
                Vector256.LessThanOrEqual(
                    dot * dot, Vector256.Create(SmallestTurnCosine * SmallestTurnCosine) * oldArea * newArea);
            turns &= Vector256.GreaterThan(oldArea, Vector256.Create(NoiseShare) * oldLength * oldLength);
            if ((becomesSliver | turns).AsInt64() != Vector256<long>.Zero)
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector3dx4 Load(ReadOnlySpan<int> places) => Vector3dx4.Load(
        in _places[places[0]].Position, in _places[places[1]].Position, in _places[places[2]].Position, in _places[places[3]].Position);

    // What is asked of the places around an edge, together: they are far apart in memory.
    private struct Place
    {
        public Vector3d Position;
        public int Target;
        public int Mark;
    }
}
