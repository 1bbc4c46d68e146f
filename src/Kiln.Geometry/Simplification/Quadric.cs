using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// A weighted sum of squared distances to planes, as a quadratic form pᵀAp + 2b·p + c, and the sum of the weights (M. Garland and P.
/// Heckbert, "Surface Simplification Using Quadric Error Metrics", 1997). A mutable struct: it lives in arrays and adds in place.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Quadric
{
    /// <summary>Least determinant, over the cube of the trace, for which the optimum is well defined.</summary>
    public const double SmallestDeterminant = 1e-8;

    // In pairs as Quadricx4 reads them.
    private double _xx, _yy, _zz, _xy, _xz, _yz, _x, _y, _z, _c, _weight;

    /// <summary>Sum of the weights of the planes.</summary>
    public readonly double Weight => _weight;

    /// <summary>Adds the squared distance to the plane n·p + d = 0 with a unit normal, or the square of any linear function.</summary>
    public void AddPlane(Vector3d n, double d, double weight)
    {
        Vector3d w = n * weight;
        _xx += w.X * n.X;
        _yy += w.Y * n.Y;
        _zz += w.Z * n.Z;
        _xy += w.X * n.Y;
        _xz += w.X * n.Z;
        _yz += w.Y * n.Z;
        _x += w.X * d;
        _y += w.Y * d;
        _z += w.Z * d;
        _c += weight * d * d;
        _weight += weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Quadric other)
    {
        _xx += other._xx;
        _yy += other._yy;
        _zz += other._zz;
        _xy += other._xy;
        _xz += other._xz;
        _yz += other._yz;
        _x += other._x;
        _y += other._y;
        _z += other._z;
        _c += other._c;
        _weight += other._weight;
    }

    /// <summary>Mean squared distance of a point to the planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Cost(Vector3d p) => _weight > 0 ? Math.Max(Total(p), 0) / _weight : 0;

    /// <summary>The weighted sum of the squared distances of a point to the planes; rounding may take it below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Total(Vector3d p)
    {
        double rx = (_xx * p.X) + (_xy * p.Y) + (_xz * p.Z) + (2 * _x);
        double ry = (_xy * p.X) + (_yy * p.Y) + (_yz * p.Z) + (2 * _y);
        double rz = (_xz * p.X) + (_yz * p.Y) + (_zz * p.Z) + (2 * _z);
        return (rx * p.X) + (ry * p.Y) + (rz * p.Z) + _c;
    }

    /// <summary>The point of least cost, where it is well defined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryOptimum(out Vector3d p)
    {
        double cx = (_yy * _zz) - (_yz * _yz);
        double cy = (_xz * _yz) - (_xy * _zz);
        double cz = (_xy * _yz) - (_xz * _yy);
        double determinant = (_xx * cx) + (_xy * cy) + (_xz * cz);
        double trace = _xx + _yy + _zz;
        if (!(determinant > SmallestDeterminant * trace * trace * trace))
        {
            p = default;
            return false;
        }

        double scale = -1 / determinant;
        double dyy = (_xx * _zz) - (_xz * _xz);
        double dyz = (_xy * _xz) - (_xx * _yz);
        double dzz = (_xx * _yy) - (_xy * _xy);
        p = new(
            ((cx * _x) + (cy * _y) + (cz * _z)) * scale,
            ((cy * _x) + (dyy * _y) + (dyz * _z)) * scale,
            ((cz * _x) + (dyz * _y) + (dzz * _z)) * scale);
        return true;
    }
}
