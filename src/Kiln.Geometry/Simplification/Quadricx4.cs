using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Four quadrics side by side, each the sum of two: what four edges cost is worked out at once. The operations are those of
/// <see cref="Quadric"/> in the same order, so every lane is bit-equal to what that one gives.
/// </summary>
internal readonly ref struct Quadricx4
{
    private readonly Vector256<double> _xx, _yy, _zz, _xy, _xz, _yz, _x, _y, _z, _c, _weight;

    /// <summary>Adds up the quadrics of the ends of four edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quadricx4(ReadOnlySpan<Quadric> quadrics, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        ref readonly Quadric a = ref quadrics[from[0]];
        ref readonly Quadric b = ref quadrics[from[1]];
        ref readonly Quadric c = ref quadrics[from[2]];
        ref readonly Quadric d = ref quadrics[from[3]];
        ref readonly Quadric e = ref quadrics[to[0]];
        ref readonly Quadric f = ref quadrics[to[1]];
        ref readonly Quadric g = ref quadrics[to[2]];
        ref readonly Quadric h = ref quadrics[to[3]];
        Vector3dx4.Transpose(Pair(in a, in c, 0) + Pair(in e, in g, 0), Pair(in b, in d, 0) + Pair(in f, in h, 0), out _xx, out _yy);
        Vector3dx4.Transpose(Pair(in a, in c, 2) + Pair(in e, in g, 2), Pair(in b, in d, 2) + Pair(in f, in h, 2), out _zz, out _xy);
        Vector3dx4.Transpose(Pair(in a, in c, 4) + Pair(in e, in g, 4), Pair(in b, in d, 4) + Pair(in f, in h, 4), out _xz, out _yz);
        Vector3dx4.Transpose(Pair(in a, in c, 6) + Pair(in e, in g, 6), Pair(in b, in d, 6) + Pair(in f, in h, 6), out _x, out _y);
        Vector3dx4.Transpose(Pair(in a, in c, 8) + Pair(in e, in g, 8), Pair(in b, in d, 8) + Pair(in f, in h, 8), out _z, out _c);
        _weight = Vector256.Create(a.Weight, b.Weight, c.Weight, d.Weight) + Vector256.Create(e.Weight, f.Weight, g.Weight, h.Weight);
    }

    /// <summary>Where four merged vertices that may go anywhere go, at what cost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Placement(Vector3dx4 from, Vector3dx4 to, out Vector3dx4 place)
    {
        Vector3dx4 middle = (from + to) * Vector256.Create(0.5);
        Vector256<double> isDefined = Optimum(out Vector3dx4 best);
        Vector256<double> isNear =
            Vector256.LessThanOrEqual((best - middle).LengthSquared, Vector256.Create(4.0) * (to - from).LengthSquared);
        Vector256<double> isBest = isDefined & isNear;
        place = best;
        Vector256<double> cost = Cost(best);
        if (Vector256.EqualsAll(isBest.AsInt64(), Vector256<long>.AllBitsSet))
        {
            return cost;
        }

        Vector3dx4 other = to;
        Vector256<double> otherCost = Cost(to);
        Vector256<double> fromCost = Cost(from);
        Vector256<double> isLess = Vector256.LessThan(fromCost, otherCost);
        other = Vector3dx4.Select(isLess, from, other);
        otherCost = Vector256.ConditionalSelect(isLess, fromCost, otherCost);
        Vector256<double> middleCost = Cost(middle);
        isLess = Vector256.LessThan(middleCost, otherCost);
        other = Vector3dx4.Select(isLess, middle, other);
        otherCost = Vector256.ConditionalSelect(isLess, middleCost, otherCost);
        place = Vector3dx4.Select(isBest, best, other);
        return Vector256.ConditionalSelect(isBest, cost, otherCost);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Cost(Vector3dx4 p)
    {
        var two = Vector256.Create(2.0);
        Vector256<double> rx = (_xx * p.X) + (_xy * p.Y) + (_xz * p.Z) + (two * _x);
        Vector256<double> ry = (_xy * p.X) + (_yy * p.Y) + (_yz * p.Z) + (two * _y);
        Vector256<double> rz = (_xz * p.X) + (_yz * p.Y) + (_zz * p.Z) + (two * _z);
        Vector256<double> total = (rx * p.X) + (ry * p.Y) + (rz * p.Z) + _c;
        Vector256<double> mean = Vector256.Max(total, Vector256<double>.Zero) / _weight;
        return mean & Vector256.GreaterThan(_weight, Vector256<double>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Optimum(out Vector3dx4 p)
    {
        Vector256<double> cx = (_yy * _zz) - (_yz * _yz);
        Vector256<double> cy = (_xz * _yz) - (_xy * _zz);
        Vector256<double> cz = (_xy * _yz) - (_xz * _yy);
        Vector256<double> determinant = (_xx * cx) + (_xy * cy) + (_xz * cz);
        Vector256<double> trace = _xx + _yy + _zz;
        Vector256<double> scale = Vector256.Create(-1.0) / determinant;
        Vector256<double> dyy = (_xx * _zz) - (_xz * _xz);
        Vector256<double> dyz = (_xy * _xz) - (_xx * _yz);
        Vector256<double> dzz = (_xx * _yy) - (_xy * _xy);
        p = new(
            ((cx * _x) + (cy * _y) + (cz * _z)) * scale,
            ((cy * _x) + (dyy * _y) + (dyz * _z)) * scale,
            ((cz * _x) + (dyz * _y) + (dzz * _z)) * scale);
        return Vector256.GreaterThan(determinant, Vector256.Create(Quadric.SmallestDeterminant) * trace * trace * trace);
    }

    // Numbers at and at + 1 of one quadric below those of another.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Pair(ref readonly Quadric low, ref readonly Quadric high, nuint at) => Vector256.Create(
        Vector128.LoadUnsafe(in Unsafe.As<Quadric, double>(ref Unsafe.AsRef(in low)), at),
        Vector128.LoadUnsafe(in Unsafe.As<Quadric, double>(ref Unsafe.AsRef(in high)), at));
}
