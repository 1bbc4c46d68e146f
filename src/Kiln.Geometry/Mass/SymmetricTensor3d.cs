using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>A symmetric 3×3 matrix in double precision: an inertia tensor or a matrix of second moments.</summary>
/// <param name="XX">Row X, column X.</param>
/// <param name="YY">Row Y, column Y.</param>
/// <param name="ZZ">Row Z, column Z.</param>
/// <param name="XY">Row X, column Y; for an inertia tensor −∫xy, the sign included.</param>
/// <param name="XZ">Row X, column Z.</param>
/// <param name="YZ">Row Y, column Z.</param>
public readonly record struct SymmetricTensor3d(double XX, double YY, double ZZ, double XY, double XZ, double YZ)
{
    /// <summary>The sum of the diagonal.</summary>
    public double Trace => XX + YY + ZZ;

    /// <summary>True when no entry is infinite or NaN.</summary>
    public bool IsFinite => double.IsFinite(Trace) && double.IsFinite(XY + XZ + YZ);

    /// <summary>Entry-wise sum.</summary>
    public static SymmetricTensor3d operator +(SymmetricTensor3d a, SymmetricTensor3d b) =>
        new(a.XX + b.XX, a.YY + b.YY, a.ZZ + b.ZZ, a.XY + b.XY, a.XZ + b.XZ, a.YZ + b.YZ);

    /// <summary>Entry-wise difference.</summary>
    public static SymmetricTensor3d operator -(SymmetricTensor3d a, SymmetricTensor3d b) => a + (b * -1);

    /// <summary>Scales every entry.</summary>
    public static SymmetricTensor3d operator *(SymmetricTensor3d a, double s) =>
        new(a.XX * s, a.YY * s, a.ZZ * s, a.XY * s, a.XZ * s, a.YZ * s);

    /// <summary>The matrix applied to a vector.</summary>
    public Vector3d Times(Vector3d v) => new(
        (XX * v.X) + (XY * v.Y) + (XZ * v.Z),
        (XY * v.X) + (YY * v.Y) + (YZ * v.Z),
        (XZ * v.X) + (YZ * v.Y) + (ZZ * v.Z));

    /// <summary>The matrix seen from another frame: R·this·Rᵀ, where R's columns are the images of the axes.</summary>
    /// <param name="rotation">An affine map whose linear part is a rotation; its origin plays no part.</param>
    public SymmetricTensor3d Rotated(Affine3d rotation)
    {
        var rowX = new Vector3d(rotation.X.X, rotation.Y.X, rotation.Z.X);
        var rowY = new Vector3d(rotation.X.Y, rotation.Y.Y, rotation.Z.Y);
        var rowZ = new Vector3d(rotation.X.Z, rotation.Y.Z, rotation.Z.Z);
        Vector3d tx = Times(rowX);
        Vector3d ty = Times(rowY);
        Vector3d tz = Times(rowZ);
        return new(
            Vector3d.Dot(rowX, tx), Vector3d.Dot(rowY, ty), Vector3d.Dot(rowZ, tz),
            Vector3d.Dot(rowX, ty), Vector3d.Dot(rowX, tz), Vector3d.Dot(rowY, tz));
    }

    /// <summary>v·vᵀ.</summary>
    public static SymmetricTensor3d Outer(Vector3d v) => new(v.X * v.X, v.Y * v.Y, v.Z * v.Z, v.X * v.Y, v.X * v.Z, v.Y * v.Z);

    /// <summary>The inertia tensor that belongs to second moments C = ∫ r·rᵀ dm: (tr C)·1 − C.</summary>
    public static SymmetricTensor3d InertiaOf(SymmetricTensor3d secondMoments)
    {
        double trace = secondMoments.Trace;
        return new(
            trace - secondMoments.XX, trace - secondMoments.YY, trace - secondMoments.ZZ,
            -secondMoments.XY, -secondMoments.XZ, -secondMoments.YZ);
    }
}
